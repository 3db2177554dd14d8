import { randomUUID } from 'node:crypto';
import { z } from 'zod';

// Bodies of a mebibyte that cost time in parsing, validation or error messages.

export interface HostileBody {
  readonly name: string;
  readonly text: string;
}

const mebibyte = 1024 * 1024 - 1_000;

/** `head`, then as many items as a body can contain, then `tail`. */
function filled(head: string, item: string | ((i: number) => string), tail: string, separator = ','): string {
  let room = mebibyte - head.length - tail.length;
  if (typeof item === 'string') {
    const count = Math.floor(room / (item.length + separator.length));
    return head + `${item}${separator}`.repeat(count - 1) + item + tail;
  }
  const items: string[] = [];
  for (let i = 0; room > 0; i += 1) {
    const next = item(i);
    room -= next.length + separator.length;
    items.push(next);
  }
  return head + items.join(separator) + tail;
}

/** Items to fill a list with. */
const elements: Readonly<Record<string, string | ((i: number) => string)>> = {
  numbers: '0',
  'empty texts': '""',
  'empty lists': '[]',
  'empty objects': '{}',
  'small objects': '{"a":1}',
  'deep lists': `${'['.repeat(25)}${']'.repeat(25)}`,
  ids: () => `"${randomUUID()}"`,
  'long numbers': '-1234567890.123456789e-300',
  'halves of surrogates': '"\\ud800"',
};

/** Items to fill a text with: ends of patterns, and characters that Unicode normalization expands. */
const letters = [
  'a',
  ' ',
  '\\n',
  '\\t',
  '0',
  '-',
  '.',
  '@',
  'a@',
  'a.',
  'a-',
  '<',
  '[',
  '](',
  '![',
  '@a ',
  '#',
  '*',
  '`',
  '\\\\',
  '\\"',
  '\\u0041',
  '\\ud800',
  '\\u0000',
  '😀',
  'ی',
  'ﷺ',
  'a\u0300',
  'https://a',
  'FREQ=DAILY;',
];

const unknownKeys = (depth: string) => filled(`${depth}{`, (i) => `"k${i}":0`, '}');

/** For any route. */
export const generalBodies: readonly HostileBody[] = [
  ...Object.entries(elements).map(([name, item]) => ({ name: `a list of ${name}`, text: filled('[', item, ']') })),
  { name: 'unknown keys', text: unknownKeys('') },
  { name: 'unknown keys with long names', text: filled('{', (i) => `"${'k'.repeat(200)}${i}":0`, '}') },
  { name: 'unknown keys with escapes', text: filled('{', (i) => `"\\u006b${i}":0`, '}') },
  { name: 'unknown keys, each with an object', text: filled('{', (i) => `"k${i}":{"a":{"b":[]}}`, '}') },
  { name: 'the same key', text: filled('{', '"a":0', '}') },
  { name: 'an unknown key with unknown keys', text: `${unknownKeys('{"a":')}}` },
  { name: 'white space', text: filled('{', ' ', '}', '') },
  { name: 'an open list after another', text: filled('', '[', '', '') },
  { name: 'an open object after another', text: filled('', '{"a":', '', '') },
  { name: 'quotation marks', text: filled('', '"', '', '') },
  { name: 'a number', text: filled('', '1', '', '') },
  { name: 'commas', text: filled('[', '', ']') },
  { name: 'a key', text: `{"${'k'.repeat(mebibyte)}":0}` },
  ...letters.map((letter) => ({ name: `a text of ${letter}`, text: filled('"', letter, '"', '') })),
];

/** For the fields of a route's own body. */
export function bodiesFor(schema: z.ZodType): HostileBody[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return positionsOf(json, [], new Map(Object.entries(json.$defs ?? {}))).flatMap(({ path, type }) => {
    const head = path.map((step) => (step === null ? '[' : `{${JSON.stringify(step)}:`)).join('');
    const tail = path
      .map((step) => (step === null ? ']' : '}'))
      .toReversed()
      .join('');
    const at = path.map((step) => step ?? '*').join('.');
    if (type === 'string') {
      return letters.map((letter) => ({ name: `${at}: ${letter}`, text: filled(`${head}"`, letter, `"${tail}`, '') }));
    }
    if (type === 'array') {
      return Object.entries(elements).map(([name, item]) => ({
        name: `${at}: ${name}`,
        text: filled(`${head}[`, item, `]${tail}`),
      }));
    }
    return [
      { name: `${at}: unknown keys`, text: filled(`${head}{`, (i) => `"k${i}":0`, `}${tail}`) },
      { name: `${at}: ids as keys`, text: filled(`${head}{`, () => `"${randomUUID()}":"x"`, `}${tail}`) },
    ];
  });
}

type Json = z.core.JSONSchema.BaseSchema;

interface Place {
  /** Names of members; null for the elements of a list. */
  readonly path: readonly (string | null)[];
  readonly type: 'string' | 'array' | 'object';
}

function positionsOf(schema: Json, path: Place['path'], definitions: ReadonlyMap<string, unknown>): Place[] {
  const inner = (one: unknown, step?: string | null) =>
    typeof one === 'object' && one !== null && path.length < 8
      ? positionsOf(one as Json, step === undefined ? path : [...path, step], definitions)
      : [];
  const name = schema.$ref?.split('/').at(-1);
  return [
    ...(name === undefined ? [] : inner(definitions.get(name))),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((one) => inner(one)),
    ...(schema.type === 'string' ? [{ path, type: schema.type }] : []),
    ...(schema.type === 'array' ? [{ path, type: schema.type }, ...inner(schema.items, null)] : []),
    ...(schema.type === 'object' ? [{ path, type: schema.type }, ...inner(schema.additionalProperties, 'x')] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, one]) => inner(one, key)),
  ];
}
