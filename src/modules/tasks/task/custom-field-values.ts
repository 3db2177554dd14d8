import { CalendarDate } from '#platform/http/fields.ts';
import { invalid } from '#platform/errors.ts';
import { parseId, type UserId } from '#platform/ids.ts';
import type { FieldId } from '../contract.ts';
import type { CustomValues } from '../schema/task.ts';
import type { FieldRow } from './custom-field.ts';

/** Values of custom fields as a caller sends them; null removes a value. */
export type ValueChanges = Readonly<Record<FieldId, string | number | null>>;

export const longestText = 10_000;
const longestLink = 2_000;

export const fits: Readonly<Record<FieldRow['type'], (value: string | number, field: FieldRow) => boolean>> = {
  text: (value) => typeof value === 'string' && value.length <= longestText,
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  date: (value) => CalendarDate.safeParse(value).success,
  choice: (value, { options }) => options.some(({ id }) => id === value),
  person: (value) => typeof value === 'string' && parseId(value) !== null,
  link: (value) => typeof value === 'string' && value.length <= longestLink && isWebAddress(value),
};

const expectations: Readonly<Record<FieldRow['type'], string>> = {
  text: 'must be text',
  number: 'must be a number',
  date: 'must be a day such as 2026-11-20',
  choice: 'must be the id of one of the field’s options',
  person: 'must be the id of a person with access to the team',
  link: 'must be a URL that starts with http:// or https://',
};

/**
 * Checks values against the team's fields.
 * @returns The people among them, which the caller has to check.
 * @throws DomainError 422 naming the field.
 */
export function checkValues(fields: readonly FieldRow[], changes: ValueChanges): UserId[] {
  const people: UserId[] = [];
  for (const [id, value] of Object.entries(changes)) {
    const path = `customFields.${id}`;
    const field = fields.find((one) => one.id === id);
    if (!field) throw invalid(path, 'This team does not have this field.');
    if (value === null || value === '') continue;
    if (!fits[field.type](value, field)) throw invalid(path, expectations[field.type]);
    if (field.type === 'person') people.push(String(value) as UserId);
  }
  return people;
}

/** The values of a task after a change: fields that are not named keep theirs. */
export function withValues(current: CustomValues, changes: ValueChanges): CustomValues {
  const values = Object.entries({ ...current, ...changes }).filter(
    (entry): entry is [string, string | number] => entry[1] !== null && entry[1] !== '',
  );
  return Object.fromEntries(values.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function sameValues(a: CustomValues, b: CustomValues): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:';
}
