import i18next from 'i18next';
import type { LogEntry } from '../../api/types.ts';
import { statusName } from '../tasks/status-name.ts';
import { type ValueNames, valueText } from './value-text.ts';

/** Fields whose old and new value are worth telling; of the others only that they changed. */
const toldFields = new Set([
  'title',
  'priority',
  'assigneeId',
  'labelIds',
  'startDate',
  'dueDate',
  'dueAt',
  'estimate',
  'collaboratorIds',
]);

/** An entry of the log as a sentence: "Sara moved it from To do to Done". */
export function logSentence(entry: LogEntry, names: ValueNames): string {
  const { type, field, before, after } = entry;
  const actor = actorName(entry);
  switch (type) {
    case 'changed':
      return changeSentence(actor, field ?? '', before, after, names);
    case 'moved':
      return i18next.t('log.moved', { actor, before: statusName(String(before)), after: statusName(String(after)) });
    default:
      return i18next.t(`log.${type}`, { actor });
  }
}

function changeSentence(actor: string, field: string, before: unknown, after: unknown, names: ValueNames): string {
  if (field === 'assigneeId') {
    const key = after === null ? 'log.unassigned' : 'log.assigned';
    return i18next.t(key, { actor, name: valueText(field, after ?? before, names) });
  }
  const name = fieldName(field);
  if (!toldFields.has(field)) return i18next.t('log.changed', { actor, field: name });
  if (isNothing(after))
    return i18next.t('log.cleared', { actor, field: name, before: valueText(field, before, names) });
  const values = { actor, field: name, before: valueText(field, before, names), after: valueText(field, after, names) };
  return i18next.t(isNothing(before) ? 'log.set' : 'log.changedTo', values);
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function fieldName(field: string): string {
  const key = `fieldNames.${field}`;
  return i18next.exists(key) ? i18next.t(key as 'fieldNames.title') : field;
}

function actorName({ actor: { name, kind } }: LogEntry): string {
  return name ?? i18next.t(kind === 'user' ? 'log.somebody' : 'log.app');
}
