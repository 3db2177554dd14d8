import type { Field, Member } from '../../api/types.ts';
import { type DateFormat, formatDay } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';

/** From here to there, both included; either may be open. */
export interface Range {
  readonly from?: string | number;
  readonly to?: string | number;
}

/** A part of a text, in whichever letters. */
export interface Part {
  readonly contains: string;
}

/** What a team's own fields are to hold, by the field's id: a value, for numbers and days a range, for texts a part. */
export type FieldFilter = Readonly<Record<string, string | number | Range | Part>>;

/** As it stands in the address; what can't be understood asks nothing. */
export function fieldFilterOf(text: string | undefined): FieldFilter {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, Asked] => isAsked(entry[1])));
  } catch {
    return {};
  }
}

type Asked = FieldFilter[string];

function isAsked(value: unknown): value is Asked {
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

/** The filter with another wish for a field; without one the field may hold anything. */
export function asking(filter: FieldFilter, id: string, wanted: Asked | undefined): FieldFilter {
  const { [id]: _before, ...others } = filter;
  return wanted === undefined || isNothing(wanted) ? others : { ...others, [id]: wanted };
}

function isNothing(wanted: Asked): boolean {
  if (isPart(wanted)) return wanted.contains.trim() === '';
  return isRange(wanted) ? Object.keys(wanted).length === 0 : wanted === '';
}

export function isRange(wanted: Asked | undefined): wanted is Range {
  return typeof wanted === 'object' && !isPart(wanted);
}

export function isPart(wanted: Asked | undefined): wanted is Part {
  return typeof wanted === 'object' && 'contains' in wanted;
}

interface Names {
  readonly members: readonly Pick<Member, 'userId' | 'user'>[];
  readonly dateFormat: DateFormat;
  readonly now: Date;
}

/** What is asked of a field, as a person reads it: "5 – 10", "Sara". */
export function askedText({ options }: Field, wanted: Asked, { members, dateFormat, now }: Names): string {
  const limit = (value: string | number | undefined) =>
    typeof value === 'number' ? formatNumber(value) : value === undefined ? '…' : formatDay(value, dateFormat, now);
  if (isPart(wanted)) return wanted.contains;
  if (isRange(wanted)) return `${limit(wanted.from)} – ${limit(wanted.to)}`;
  const option = options.find(({ id }) => id === wanted);
  const person = members.find(({ userId }) => userId === wanted);
  return option?.name ?? person?.user.name ?? String(wanted);
}
