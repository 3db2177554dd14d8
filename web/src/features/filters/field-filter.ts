import type { Field, Member } from '../../api/types.ts';
import { type DateFormat, formatDay } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';

/** A range with both ends included; either may be open. */
export interface Range {
  readonly from?: string | number;
  readonly to?: string | number;
}

/** A part of a text, in any letter case. */
export interface Part {
  readonly contains: string;
}

/** The conditions on custom fields, by field id: a value, a range for numbers and days, a part for texts. */
export type FieldFilter = Readonly<Record<string, string | number | Range | Part>>;

/** From the address; values that cannot be parsed are ignored. */
export function fieldFilterOf(text: string | undefined): FieldFilter {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).filter((entry): entry is [string, Condition] => isAsked(entry[1])),
    );
  } catch {
    return {};
  }
}

type Condition = FieldFilter[string];

function isAsked(value: unknown): value is Condition {
  if (typeof value === 'string' || typeof value === 'number') return true;
  if (typeof value !== 'object' || value === null) return false;
  if ('contains' in value) return typeof value.contains === 'string' && Object.keys(value).length === 1;
  return Object.entries(value).every(
    ([name, limit]) => (name === 'from' || name === 'to') && (typeof limit === 'string' || typeof limit === 'number'),
  );
}

export function fieldFilterText(filter: FieldFilter): string | undefined {
  return Object.keys(filter).length === 0 ? undefined : JSON.stringify(filter);
}

/** The filter with another condition for a field; without a condition the field is not filtered. */
export function withCondition(filter: FieldFilter, id: string, condition: Condition | undefined): FieldFilter {
  const { [id]: _before, ...others } = filter;
  return condition === undefined || isNothing(condition) ? others : { ...others, [id]: condition };
}

function isNothing(condition: Condition): boolean {
  if (isPart(condition)) return condition.contains.trim() === '';
  return isRange(condition) ? Object.keys(condition).length === 0 : condition === '';
}

export function isRange(condition: Condition | undefined): condition is Range {
  return typeof condition === 'object' && !isPart(condition);
}

export function isPart(condition: Condition | undefined): condition is Part {
  return typeof condition === 'object' && 'contains' in condition;
}

interface Names {
  readonly members: readonly Pick<Member, 'userId' | 'user'>[];
  readonly dateFormat: DateFormat;
  readonly now: Date;
}

/** A condition in words: "5 – 10", "Sara". */
export function conditionText({ options }: Field, condition: Condition, { members, dateFormat, now }: Names): string {
  const limit = (value: string | number | undefined) =>
    typeof value === 'number' ? formatNumber(value) : value === undefined ? '…' : formatDay(value, dateFormat, now);
  if (isPart(condition)) return condition.contains;
  if (isRange(condition)) return `${limit(condition.from)} – ${limit(condition.to)}`;
  const option = options.find(({ id }) => id === condition);
  const person = members.find(({ userId }) => userId === condition);
  return option?.name ?? person?.user.name ?? String(condition);
}
