import { z } from 'zod';

// RFC 5545 RRULE, with RFC 7529's RSCALE for months of the Persian calendar, limited to days: a task recurs on a day and keeps its time of day.

const weekday = '(?:MO|TU|WE|TH|FR|SA|SU)';
const numbers =
  (from: number, to: number, { isSigned = false, most: maxCount = 1 } = {}) =>
  (text: string) =>
    text.split(',').length <= maxCount &&
    text.split(',').every((one) => {
      if (!(isSigned ? /^[+-]?\d{1,3}$/ : /^\d{1,5}$/).test(one)) return false;
      const size = Math.abs(Number(one));
      return size >= from && size <= to;
    });
const matches = (pattern: RegExp) => (text: string) => pattern.test(text);

const parts: Readonly<Record<string, (text: string) => boolean>> = {
  RSCALE: matches(/^(?:GREGORIAN|PERSIAN)$/),
  FREQ: matches(/^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/),
  INTERVAL: numbers(1, 1_000),
  COUNT: numbers(1, 10_000),
  UNTIL: matches(/^\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T\d{6}Z)?$/),
  BYDAY: matches(new RegExp(`^(?:[+-]?[1-5]?\\d?${weekday})(?:,[+-]?[1-5]?\\d?${weekday}){0,19}$`)),
  BYMONTHDAY: numbers(1, 31, { isSigned: true, most: 31 }),
  // These two parts are evaluated day by day in each year, so a long list would block the server.
  BYYEARDAY: numbers(1, 366, { isSigned: true, most: 24 }),
  BYWEEKNO: numbers(1, 53, { isSigned: true, most: 4 }),
  BYMONTH: numbers(1, 12, { most: 12 }),
  BYSETPOS: numbers(1, 366, { isSigned: true, most: 12 }),
  WKST: matches(new RegExp(`^${weekday}$`)),
};

/** The parts of a rule by name, in upper case. */
export type RuleParts = ReadonlyMap<string, string>;

/** Null if the text is not a supported rule. */
export function parseRule(text: string): RuleParts | null {
  const valueByName = new Map<string, string>();
  for (const part of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [name = '', value = '', ...rest] = part.split('=');
    const isKnown = Object.hasOwn(parts, name) && parts[name]?.(value) === true;
    if (!isKnown || rest.length > 0 || valueByName.has(name)) return null;
    valueByName.set(name, value);
  }
  return isSound(valueByName) ? valueByName : null;
}

/** Which parts may be combined, according to RFC 5545 (3.3.10). */
function isSound(rule: RuleParts): boolean {
  const frequency = rule.get('FREQ');
  const has = (name: string) => rule.has(name);
  if (frequency === undefined || (has('COUNT') && has('UNTIL'))) return false;
  const hasNumberedDays = /\d/.test(rule.get('BYDAY') ?? '');
  if (hasNumberedDays && (has('BYWEEKNO') || (frequency !== 'MONTHLY' && frequency !== 'YEARLY'))) return false;
  if (has('BYWEEKNO') && frequency !== 'YEARLY') return false;
  if (has('BYYEARDAY') && frequency !== 'YEARLY') return false;
  if (has('BYMONTHDAY') && frequency === 'WEEKLY') return false;
  if (rule.get('RSCALE') === 'PERSIAN' && !isPersian(rule)) return false;
  return !has('BYSETPOS') || ['BYDAY', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYMONTH'].some(has);
}

/** What rules in months and years of the Persian calendar may have. */
const persianParts = new Set([
  'RSCALE',
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'BYMONTH',
  'BYMONTHDAY',
  'BYDAY',
  'WKST',
]);

function isPersian(rule: RuleParts): boolean {
  const frequency = rule.get('FREQ');
  if (frequency === 'MONTHLY' ? rule.has('BYMONTH') : frequency !== 'YEARLY') return false;
  // Days of a year are counted in its months only.
  if (frequency === 'YEARLY' && !rule.has('BYMONTH') && (rule.has('BYDAY') || rule.has('BYMONTHDAY'))) return false;
  if (/[1-5]\d|[6-9]/.test(rule.get('BYDAY') ?? '')) return false;
  return [...rule.keys()].every((name) => persianParts.has(name));
}

const weekdayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * Writes the first day of the week into a rule that depends on it, so that the series stays the same if the
 * organization changes its week later. Other rules stay unchanged, and so do rules that name the day already.
 * @param weekStart 1 is Monday, 7 Sunday (ISO 8601). A rule that names none means Monday.
 */
export function withWeekStart<Recurring extends { readonly rule: string }>(
  recurrence: Recurring,
  weekStart: number,
): Recurring {
  const rule = parseRule(recurrence.rule);
  const name = weekdayNames[weekStart - 1];
  if (rule === null || name === undefined || weekStart === 1) return recurrence;
  if (rule.has('WKST') || !dependsOnWeekStart(rule)) return recurrence;
  return { ...recurrence, rule: ruleText(new Map([...rule, ['WKST', name]])) };
}

function dependsOnWeekStart(rule: RuleParts): boolean {
  if (rule.has('BYWEEKNO')) return true;
  if (rule.get('FREQ') !== 'WEEKLY' || !rule.has('BYDAY')) return false;
  return Number(rule.get('INTERVAL') ?? 1) > 1 || rule.has('BYSETPOS');
}

export function ruleText(rule: RuleParts): string {
  return [...rule].map(([name, value]) => `${name}=${value}`).join(';');
}

const RuleText = z
  .string()
  .max(500)
  .refine((text) => parseRule(text) !== null, 'must be an RFC 5545 rule, such as FREQ=WEEKLY;BYDAY=MO')
  .overwrite((text) => {
    const rule = parseRule(text);
    return rule === null ? text : ruleText(rule);
  });

export const RecurrenceInput = z.strictObject({
  rule: RuleText.describe(
    'RFC 5545 rule by days, weeks, months or years, such as `FREQ=MONTHLY;BYMONTHDAY=-1`. With `RSCALE=PERSIAN` (RFC 7529) months and years are those of the Persian calendar.',
  ),
  from: z.enum(['due', 'completion']).default('due'),
});
