import i18next from 'i18next';
import type { Field, Label, Member, Milestone, Project, Recurrence, Team } from '../../../api/types.ts';
import { type DateFormat, formatDay, formatMoment } from '../../../i18n/dates.ts';
import { joinNames } from '../../../i18n/names.ts';
import { formatDuration } from '../../../i18n/durations.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import { repeatSentence } from '../../recurrence/sentence.ts';

export interface ValueNames {
  readonly dateFormat: DateFormat;
  readonly members: readonly Pick<Member, 'user'>[];
  readonly labels: readonly Pick<Label, 'id' | 'name'>[];
  readonly projects: readonly Pick<Project, 'id' | 'name'>[];
  readonly milestones: readonly Pick<Milestone, 'id' | 'name'>[];
  readonly teams: readonly Pick<Team, 'id' | 'name'>[];
  readonly fields: readonly Field[];
  readonly now: Date;
}

/** A field's value in words: names for ids, dates in the reader's calendar, a word for nothing. */
export function valueText(field: string, value: unknown, names: ValueNames): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
    return i18next.t('log.nothing');
  }
  if (field === 'recurrence') return repeatSentence(value as Recurrence, names.dateFormat, names.now);
  if (Array.isArray(value)) return joinNames(value.map((one) => singleText(field, one, names)));
  return singleText(field, value, names);
}

/** The value of a custom field. */
export function ownValueText(field: Field | undefined, value: unknown, names: ValueNames): string {
  if (value === undefined || value === null) return i18next.t('log.nothing');
  switch (field?.type) {
    case 'number':
      return formatNumber(Number(value));
    case 'date':
      return formatDay(String(value), names.dateFormat, names.now);
    case 'choice':
      return field.options.find(({ id }) => id === value)?.name ?? i18next.t('log.goneOption');
    case 'person':
      return singleText('assigneeId', value, names);
    default:
      return String(value);
  }
}

/** Several values, each with its field's name. */
export function ownValuesText(values: unknown, names: ValueNames): string {
  const entries = typeof values === 'object' && values !== null ? Object.entries(values) : [];
  return entries
    .map(([id, value]) => {
      const field = names.fields.find((one) => one.id === id);
      return `${field?.name ?? i18next.t('log.goneField')}: ${ownValueText(field, value, names)}`;
    })
    .join('\n');
}

function singleText(field: string, value: unknown, names: ValueNames): string {
  const { dateFormat, members, labels, projects, milestones, now } = names;
  const text = String(value);
  switch (field) {
    case 'assigneeId':
    case 'collaboratorIds':
    case 'watcherIds':
      return members.find(({ user }) => user.id === text)?.user.name ?? i18next.t('log.somebody');
    case 'labelIds':
      return labels.find(({ id }) => id === text)?.name ?? i18next.t('log.goneLabel');
    case 'projectId':
      return projects.find(({ id }) => id === text)?.name ?? i18next.t('task.hiddenProject');
    case 'milestoneId':
      return milestones.find(({ id }) => id === text)?.name ?? i18next.t('log.goneMilestone');
    case 'priority':
      return i18next.t(`shared:priorities.${text}` as 'shared:priorities.none');
    case 'startDate':
    case 'dueDate':
      return formatDay(text, dateFormat, now);
    case 'dueAt':
      return formatMoment(text, dateFormat, now);
    case 'estimate':
      return formatDuration(Number(value));
    default:
      return text;
  }
}
