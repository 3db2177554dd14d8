import i18next from 'i18next';
import type { Label, Member } from '../../api/types.ts';
import { type DateManner, formatDay, formatMoment } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';

export interface ValueNames {
  readonly manner: DateManner;
  readonly members: readonly Pick<Member, 'user'>[];
  readonly labels: readonly Pick<Label, 'id' | 'name'>[];
  readonly now: Date;
}

/** A field's value as a person reads it: names for ids, dates in their calendar, a word for nothing. */
export function valueText(field: string, value: unknown, names: ValueNames): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
    return i18next.t('log.nothing');
  }
  if (Array.isArray(value)) return value.map((one) => singleText(field, one, names)).join(i18next.t('common.comma'));
  return singleText(field, value, names);
}

function singleText(field: string, value: unknown, { manner, members, labels, now }: ValueNames): string {
  const text = String(value);
  switch (field) {
    case 'assigneeId':
    case 'collaboratorIds':
      return members.find(({ user }) => user.id === text)?.user.name ?? i18next.t('log.somebody');
    case 'labelIds':
      return labels.find(({ id }) => id === text)?.name ?? i18next.t('log.goneLabel');
    case 'priority':
      return i18next.t(`shared:priorities.${text}` as 'shared:priorities.none');
    case 'startDate':
    case 'dueDate':
      return formatDay(text, manner, now);
    case 'dueAt':
      return formatMoment(text, manner, now);
    case 'estimate':
      return i18next.t('log.minutes', { count: Number(value), amount: formatNumber(Number(value)) });
    default:
      return text;
  }
}
