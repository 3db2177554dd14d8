import i18next from 'i18next';
import type { Dependency, LogEntry } from '../../../api/types.ts';
import { statusName } from '../../../data/workflow/status-name.ts';
import { dependencyKindOf } from '../../../data/dependencies/queries.ts';
import { ownValueText, type ValueNames, valueText } from './value-text.ts';

/** Fields whose old and new values are shown; for the others only that they changed. */
const fieldsWithoutValues = new Set(['description', 'parentId', 'dueTimezone', 'attachments']);

/** An entry of the log as a sentence: "Sara moved it from To do to Done". */
export function logSentence(entry: LogEntry, names: ValueNames): string {
  const { type, field, before, after } = entry;
  const actor = actorName(entry);
  switch (type) {
    case 'changed':
      return changeSentence(actor, field ?? '', before, after, names);
    case 'moved':
      return moveSentence(entry, names);
    default:
      return i18next.t(`log.${type}`, { actor });
  }
}

function moveSentence({ actor: by, field, before, after }: LogEntry, { teams }: ValueNames): string {
  const actor = actorName({ actor: by });
  if (field === 'key') return i18next.t('log.newKey', { before: String(before), after: String(after) });
  if (field === 'teamId') {
    const nameOf = (id: unknown) => teams.find((team) => team.id === id)?.name ?? i18next.t('log.goneTeam');
    return i18next.t('log.movedTeam', { actor, before: nameOf(before), after: nameOf(after) });
  }
  return i18next.t('log.moved', { actor, before: statusName(String(before)), after: statusName(String(after)) });
}

function changeSentence(actor: string, field: string, before: unknown, after: unknown, names: ValueNames): string {
  if (field === 'assigneeId') {
    const key = after === null ? 'log.unassigned' : 'log.assigned';
    return i18next.t(key, { actor, name: valueText(field, after ?? before, names) });
  }
  if (field === 'customFields') return ownFieldsSentence(actor, before, after, names);
  if (field === 'dependency') return dependencySentence(actor, before, after);
  const name = fieldName(field);
  if (fieldsWithoutValues.has(field)) return i18next.t('log.changed', { actor, field: name });
  if (isNothing(after))
    return i18next.t('log.cleared', { actor, field: name, before: valueText(field, before, names) });
  const values = { actor, field: name, before: valueText(field, before, names), after: valueText(field, after, names) };
  return i18next.t(isNothing(before) ? 'log.set' : 'log.changedTo', values);
}

/** The values that differ, each by its field's name. */
function ownFieldsSentence(actor: string, before: unknown, after: unknown, names: ValueNames): string {
  const [was, is] = [recordOf(before), recordOf(after)];
  const ids = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((id) => was[id] !== is[id]);
  const parts = ids.map((id) => {
    const field = names.fields.find((one) => one.id === id);
    const value = { field: field?.name ?? i18next.t('log.goneField'), after: ownValueText(field, is[id], names) };
    return i18next.t(is[id] === undefined ? 'log.ownCleared' : 'log.ownSet', value);
  });
  return i18next.t('log.own', { actor, changes: parts.join(i18next.t('common.comma')) });
}

function dependencySentence(actor: string, before: unknown, after: unknown): string {
  const { type, direction, key } = recordOf(after ?? before);
  const kind = dependencyKindOf({ type, direction } as Pick<Dependency, 'type' | 'direction'>);
  const other = typeof key === 'string' ? key : i18next.t('log.hiddenTask');
  const values = { actor, key: other, bond: i18next.t(`log.bonds.${kind}`) };
  return i18next.t(isNothing(after) ? 'log.unbound' : 'log.bound', values);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function fieldName(field: string): string {
  const key = `fieldNames.${field}`;
  return i18next.exists(key) ? i18next.t(key as 'fieldNames.title') : field;
}

function actorName({ actor: { name, kind } }: Pick<LogEntry, 'actor'>): string {
  return name ?? i18next.t(kind === 'user' ? 'log.somebody' : 'log.app');
}
