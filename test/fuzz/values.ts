import fc from 'fast-check';
import { type OpenApi, resolved, type Schema } from './document.ts';
import { kindOf, OpenId } from './ids.ts';

/** Texts that have broken other servers: control characters, lone surrogates, bidi controls, markup, injections. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud83d',
  'x\udc00y',
  '\u202eevil',
  '\r\nBcc: a@example.com',
  '\u0007\u001b[2J',
  "'; drop table tasks; --",
  '%00%0a%2e%2e%2f',
  '../../../../etc/passwd',
  '<script>alert(1)</script>',
  '{{7*7}}${7*7}',
  '=cmd|calc',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '1e400',
  '-1',
  '9223372036854775808',
  '2147483648',
  '00000000-0000-0000-0000-000000000000',
  '9999-12-31',
  '0000-00-00',
  '2026-02-30',
  '+275760-09-13T00:00:00.001Z',
  '2026-11-28T25:61:61Z',
  'ي\u200cك\u064b۱۲۳',
  'e\u0301\u0301\u0301',
  '🙂'.repeat(300),
  'a'.repeat(300),
  'a'.repeat(70_000),
  'FREQ=SECONDLY;COUNT=1000000',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
];

export const hostileValues: readonly unknown[] = [
  ...hostileTexts,
  null,
  true,
  false,
  0,
  -1,
  0.5,
  2_147_483_648,
  Number.MAX_SAFE_INTEGER + 2,
  1e308,
  [],
  {},
  [[[[[[]]]]]],
  [null],
  Array.from({ length: 600 }, () => 0),
  { id: 1 },
  { length: 1 },
  { toString: 1 },
];

/** Uniformly distributed, unlike `fc.nat()`, for choosing among items. */
export const picks = fc.noBias(fc.nat());

/** The value with this probability (0–1), otherwise undefined. */
export function maybe<Value>(value: fc.Arbitrary<Value>, share: number): fc.Arbitrary<Value | undefined> {
  const weight = Math.round(share * 100);
  return fc.oneof({ weight, arbitrary: value }, { weight: 100 - weight, arbitrary: fc.constant(undefined) });
}

export interface Source {
  readonly document: OpenApi;
  /** The key of the value, which determines the matching ids. */
  readonly key: string;
  readonly depth: number;
}

/** Values that a schema allows; ids are placeholders (`OpenId`) until the request is sent. */
export function valuesOf(schema: Schema, source: Source): fc.Arbitrary<unknown> {
  const { document, key, depth } = source;
  const { type, ...rest } = resolved(document, schema);
  if (Array.isArray(type)) return fc.oneof(...type.map((one: string) => valuesOf({ ...rest, type: one }, source)));
  const narrowed: Schema = { ...rest, ...(typeof type === 'string' ? { type } : {}) };
  if (narrowed.enum) return fc.constantFrom(...narrowed.enum);
  if (narrowed.const !== undefined) return fc.constant(narrowed.const);
  const options = narrowed.anyOf ?? narrowed.oneOf;
  if (options) return fc.oneof(...options.map((option) => valuesOf(option, source)));
  if (narrowed.allOf) return fc.tuple(...narrowed.allOf.map((part) => valuesOf(part, source))).map(merged);
  if (narrowed.type === 'array') {
    const { minItems = 0, maxItems = 4 } = narrowed;
    const items = valuesOf(narrowed.items ?? {}, { ...source, depth: depth + 1 });
    return fc.array(items, { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)) });
  }
  if (narrowed.properties || narrowed.type === 'object') return objectsOf(narrowed, source);
  if (narrowed.type === 'integer' || narrowed.type === 'number') return numbersOf(narrowed);
  if (narrowed.type === 'boolean') return fc.boolean();
  if (narrowed.type === 'null') return fc.constant(null);
  if (narrowed.type === 'string') return textsOf(narrowed, key);
  return fc.jsonValue({ maxDepth: 2 });
}

function objectsOf({ properties = {}, required = [], additionalProperties }: Schema, source: Source) {
  const names = Object.keys(properties);
  const optional = source.depth > 3 ? names.filter((name) => required.includes(name)) : names;
  const parts = optional.map((name) => {
    const values = valuesOf(properties[name] ?? {}, { ...source, key: name, depth: source.depth + 1 });
    return maybe(values, required.includes(name) ? 1 : 0.25).map((value) => [name, value] as const);
  });
  const record = fc
    .tuple(...parts)
    .map((pairs) => Object.fromEntries(pairs.filter(([, value]) => value !== undefined)));
  if (typeof additionalProperties !== 'object') return record;
  const values = valuesOf(additionalProperties, { ...source, depth: source.depth + 1 });
  return fc.tuple(record, fc.dictionary(fc.string({ maxLength: 12 }), values, { maxKeys: 3 })).map(merged);
}

function merged(parts: readonly unknown[]): unknown {
  return Object.assign({}, ...parts) as unknown;
}

function numbersOf({ type, minimum = -10, maximum = 10_000 }: Schema): fc.Arbitrary<number> {
  if (type === 'integer') return fc.integer({ min: Math.ceil(minimum), max: Math.floor(Math.min(maximum, 2 ** 53)) });
  return fc.double({ min: minimum, max: maximum, noNaN: true });
}

const emails = fc.nat({ max: 40 }).map((n) => `somebody${n}@example.com`);
const days = fc.date({ min: new Date('2026-10-01'), max: new Date('2027-03-01'), noInvalidDate: true });
const words = fc.constantFrom(
  'Plan',
  'برنامه',
  'Éclair',
  'ENG',
  'a b c',
  'x',
  '#5b8def',
  'en',
  'UTC',
  '۱۲',
  '@sara look',
);

function textsOf({ format, pattern, minLength = 0, maxLength = 255 }: Schema, key: string): fc.Arbitrary<unknown> {
  if (format === 'uuid' || /Ids?$/.test(key)) return picks.map((pick) => new OpenId(kindOf(key), pick));
  if (format === 'email') return emails;
  if (format === 'date') return days.map((day) => day.toISOString().slice(0, 10));
  if (format === 'date-time') return days.map((day) => day.toISOString());
  if (format === 'uri') return fc.constantFrom('https://example.com/a', 'http://127.0.0.1/', 'javascript:alert(1)');
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength;
  const texts = fc.oneof(words, fc.string({ minLength, maxLength: Math.min(maxLength, 40) })).filter(fits);
  if (pattern === undefined) return texts;
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'), { maxLength: 60 });
  } catch {
    // Not every expression can be generated from; such a field gets ordinary texts.
    return texts;
  }
}
