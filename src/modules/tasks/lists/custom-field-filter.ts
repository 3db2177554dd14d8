import { z } from 'zod';
import { type Placeholder, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { folded, searchWords } from '#platform/database/folding.ts';
import { CalendarDate } from '#platform/http/fields.ts';
import { isStorable } from '#platform/http/json-body.ts';
import { FieldId } from '../contract.ts';
import { type CustomValues, taskTable } from '../schema/task.ts';
import { fieldTable } from '../schema/field.ts';
import { alongOrder, listFilter } from './filter.ts';

const Range = z.union([
  z.strictObject({ from: z.number(), to: z.number() }).partial(),
  z.strictObject({ from: CalendarDate, to: CalendarDate }).partial(),
]);
const Contains = z.strictObject({ contains: z.string().trim().min(1).max(200).refine(isStorable) });
const Conditions = z.record(FieldId, z.union([z.string().max(10_000).refine(isStorable), z.number(), Contains, Range]));

/**
 * `{"<field>":"value","<field>":{"from":1,"to":5},"<field>":{"contains":"word"}}`: equal values, ranges of numbers and
 * dates, texts that contain words.
 */
const CustomFilter = z
  .string()
  .max(5_000)
  .transform((text, ctx) => {
    const parsed = Conditions.safeParse(jsonOf(text));
    if (parsed.success && Object.keys(parsed.data).length > 0) return parsed.data;
    ctx.addIssue({
      code: 'custom',
      message: 'must be JSON such as {"<field id>":"value"} or {"<field id>":{"from":1}}',
    });
    return z.NEVER;
  })
  .meta({
    description:
      'JSON object of field ids and values: a value, a range `{"from":…,"to":…}` for numbers and dates, or `{"contains":…}` for texts and links. `contains` matches every word, ignores case and accents, and has at most 200 characters.',
  });

/** Filters by the team's custom fields. Its form lists the kinds of conditions in the request, separated by spaces. */
export const customFieldFilter = listFilter({
  schema: CustomFilter.optional(),
  apply(value) {
    const entries = Object.entries(value);
    const equal = entries.filter((entry): entry is [string, string | number] => typeof entry[1] !== 'object');
    const objects = entries.flatMap(([id, one]) => (typeof one === 'object' ? [{ id, value: one }] : []));
    const ranges = objects.flatMap((one) => ('contains' in one.value ? [] : [{ id: one.id, ...one.value }]));
    const words = objects.flatMap((one) => {
      if (!('contains' in one.value)) return [];
      const { word, otherWords } = searchWords(one.value.contains);
      return [{ id: one.id, words: [word, ...otherWords] }];
    });
    const forms = [equal.length > 0 && 'equal', ranges.length > 0 && 'range', words.length > 0 && 'words'];
    return {
      form: forms.filter((form) => form !== false).join(' '),
      args: {
        customEqual: Object.fromEntries(equal) satisfies CustomValues,
        customRanges: JSON.stringify(ranges),
        customWords: JSON.stringify(words),
      },
    };
  },
  where(params, form) {
    return sql.join(
      [
        ...(form.includes('equal')
          ? [sql`${taskTable.customFields} <> '{}' and ${taskTable.customFields} @> ${params.customEqual}::jsonb`]
          : []),
        ...(form.includes('range') ? [alongOrder(inRanges(params.customRanges))] : []),
        ...(form.includes('words') ? [alongOrder(hasWordsIn(params))] : []),
      ],
      sql` and `,
    );
  },
  leavesFew: (form) => form.includes('equal'),
});

/** Numbers compare as numbers, dates as text. A task without a value matches no range. */
function inRanges(ranges: Placeholder): SqlFragment {
  return sql`${taskTable.customFields} <> '{}' and not exists (
    select from jsonb_to_recordset(${ranges}::jsonb) as asked (id text, "from" jsonb, "to" jsonb)
    where not coalesce(
      jsonb_typeof(${taskTable.customFields} -> asked.id) = jsonb_typeof(coalesce(asked."from", asked."to"))
      and (asked."from" is null or ${taskTable.customFields} -> asked.id >= asked."from")
      and (asked."to" is null or ${taskTable.customFields} -> asked.id <= asked."to"), false))`;
}

/**
 * Matches texts that contain all of the words. A field that holds no text matches nothing. The words are folded once,
 * and the types of the fields read once, and not for each row.
 */
function hasWordsIn({
  customWords,
  organizationId,
}: {
  readonly customWords: Placeholder;
  readonly organizationId: Placeholder;
}): SqlFragment {
  const asked = sql`jsonb_to_recordset(${customWords}::jsonb) as asked (id text, words text[])`;
  return sql`(${taskTable.customFields} <> '{}'
    and not exists (
      select from jsonb_to_recordset((
        select jsonb_agg(jsonb_build_object('id', asked.id, 'patterns', language.containing(asked.words))) from ${asked}))
        as searched (id text, patterns text[])
      where not coalesce(${folded(sql`${taskTable.customFields} ->> searched.id`)} like all (searched.patterns), false))
    and not exists (
      select from jsonb_to_recordset(${customWords}::jsonb) as asked (id uuid)
      where not exists (
        select from ${fieldTable}
        where ${fieldTable.organizationId} = ${organizationId} and ${fieldTable.id} = asked.id and ${fieldTable.type} in ('text', 'link'))))`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
