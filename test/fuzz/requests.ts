import fc from 'fast-check';
import type { OpenApi, Operation } from './document.ts';
import { kindOfParameter, type KnownIds, OpenId } from './ids.ts';
import { hostileTexts, hostileValues, maybe, picks, valuesOf } from './values.ts';

/** A request with placeholders for ids. */
export interface Plan {
  readonly caller: number;
  readonly path: readonly (string | OpenId)[];
  readonly query: readonly (readonly [string, unknown])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: PlannedBody;
}

export type PlannedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array; readonly fields: readonly string[] };

/** Requests of one operation: mostly valid by its schemas, otherwise with something hostile in one place. */
export function plansOf(document: OpenApi, operation: Operation): fc.Arbitrary<Plan> {
  return fc.record({
    caller: picks,
    path: pathsOf(operation),
    query: queriesOf(document, operation),
    headers: headersOf(operation),
    body: bodiesOf(document, operation),
  });
}

function pathsOf({ path }: Operation): fc.Arbitrary<(string | OpenId)[]> {
  const parts = path.split('/').slice(1);
  const segments = parts.map((part, i): fc.Arbitrary<string | OpenId> => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return fc.constant(part);
    const kind = kindOfParameter(parts[i - 1] ?? '', name);
    return fc.oneof(
      { weight: 12, arbitrary: picks.map((pick) => new OpenId(kind, pick)) },
      { weight: 1, arbitrary: fc.constantFrom(...hostileTexts.filter((text) => text.length < 1_000)) },
    );
  });
  return fc.tuple(...segments);
}

function queriesOf(document: OpenApi, { query }: Operation): fc.Arbitrary<(readonly [string, unknown])[]> {
  const knownParameters = query.map(({ name, schema, required }) => {
    const valid = valuesOf(schema, { document, key: name, depth: 0 });
    const value = fc.oneof(
      { weight: 5, arbitrary: valid },
      { weight: 1, arbitrary: fc.constantFrom(...hostileTexts.filter((text) => text.length < 1_000)) },
    );
    return maybe(value, required ? 0.95 : 0.25).map((one) => [name, one] as const);
  });
  const extra = fc.constantFrom<readonly [string, unknown]>(['limit', '1'], ['cursor', 'AAAA'], ['unknown', 'x']);
  return fc
    .tuple(fc.tuple(...knownParameters), maybe(extra, 0.1))
    .map(([pairs, one]) => [...pairs, ...(one && query.length === 0 ? [one] : [])].filter(([, v]) => v !== undefined));
}

const versions = ['"1"', 'W/"2"', '*', '"2147483648"', '"999999999999999"', '"-1"', 'x', '""'];
const mediaTypes = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json; x',
  '/',
];

function headersOf({ method }: Operation): fc.Arbitrary<Record<string, string>> {
  const seldom = (...values: string[]) => maybe(fc.constantFrom(...values), 0.06);
  return fc
    .record({
      'if-match': method === 'GET' ? fc.constant(undefined) : seldom(...versions),
      'idempotency-key': method === 'POST' ? seldom('a', 'b', 'c', 'ü', 'x'.repeat(300)) : fc.constant(undefined),
      'x-request-id': seldom('request-1', 'a b', 'x'.repeat(500)),
      'content-type': seldom(...mediaTypes),
      origin: seldom('https://evil.example', 'null'),
    })
    .map((headers) => {
      const headerEntries = Object.entries(headers).filter(([, value]) => value !== undefined);
      const printable = headerEntries.filter(([, value]) => /^[\x20-\x7e]*$/.test(value ?? ''));
      return Object.fromEntries(printable) as Record<string, string>;
    });
}

const unreadable = [
  '',
  '{',
  '[1,',
  '"',
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
  '\ufeff{}',
  '[]',
  'null',
  '1',
  '{"a":"\\ud800"}',
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `{${Array.from({ length: 5_000 }, (_, i) => `"k${i}":1`).join()}}`,
];

function bodiesOf(document: OpenApi, { method, body, isUpload }: Operation): fc.Arbitrary<PlannedBody> {
  const none = fc.constant<PlannedBody>({ kind: 'none' });
  if (method === 'GET') return none;
  const text = fc.constantFrom(...unreadable).map((one): PlannedBody => ({ kind: 'text', text: one }));
  if (isUpload) return fc.oneof({ weight: 5, arbitrary: filesOf() }, { weight: 1, arbitrary: text });
  if (body === null) return fc.oneof({ weight: 8, arbitrary: none }, { weight: 1, arbitrary: text });
  const valid = valuesOf(body, { document, key: '', depth: 0 });
  const json = (value: unknown): PlannedBody => ({ kind: 'json', value });
  return fc.oneof(
    { weight: 10, arbitrary: valid.map(json) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(valid, fc.nat(), fc.constantFrom(...hostileValues))
        .map(spoiled)
        .map(json),
    },
    { weight: 1, arbitrary: text },
    { weight: 1, arbitrary: none },
  );
}

/** The value with something hostile in one of its parts, or under an unknown key. */
function spoiled([value, pick, hostile]: [unknown, number, unknown]): unknown {
  if (typeof value !== 'object' || value === null || value instanceof OpenId) return hostile;
  const keys = Object.keys(value);
  const key = keys[pick % (keys.length + 1)];
  if (key === undefined) return Array.isArray(value) ? [...value, hostile] : { ...value, unknown: hostile };
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  const isDeeper = typeof inner === 'object' && inner !== null && pick % 3 > 0;
  const next = isDeeper ? spoiled([inner, Math.floor(pick / 3), hostile]) : hostile;
  return Array.isArray(value) ? value.with(Number(key), next) : { ...value, [key]: next };
}

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const board = Buffer.from(
  JSON.stringify({
    name: 'Board',
    lists: [{ id: 'l1', name: 'To do', closed: false, pos: 1 }],
    cards: [{ id: 'c1', name: 'Card', desc: 'Text', idList: 'l1', closed: false, pos: 1 }],
  }),
);

function filesOf(): fc.Arbitrary<PlannedBody> {
  const bytes = fc.oneof(fc.constantFrom<Uint8Array>(pixel, board), fc.uint8Array({ maxLength: 200 }));
  const name = fc.constantFrom('a.png', 'board.json', '../../x', '\r\nx', 'a\u0000.png', 'x'.repeat(400), '');
  const fields = fc.constantFrom(['file', 'format=trello'], ['file'], ['format=trello'], ['file', 'file'], ['other']);
  return fc.record({ kind: fc.constant('file' as const), name, bytes, fields });
}

/** The request with its ids filled in. */
export interface SentRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | FormData | null;
}

export function requestOf(operation: Operation, plan: Plan, ids: KnownIds): SentRequest {
  const fill = (value: unknown): unknown => {
    if (value instanceof OpenId) return ids.resolve(value);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
  };
  const path = plan.path.map((part) => encodeURIComponent(wellFormed(String(fill(part))))).join('/');
  const query = new URLSearchParams(
    plan.query.map(([name, value]): [string, string] => [name, String(fill(value))]),
  ).toString();
  const { body, contentType } = bodyOf(plan.body, fill);
  return {
    method: operation.method,
    path: `/${path}${query === '' ? '' : `?${query}`}`,
    headers: { ...(contentType === null ? {} : { 'content-type': contentType }), ...plan.headers },
    body,
  };
}

function bodyOf(planned: PlannedBody, fill: (value: unknown) => unknown) {
  if (planned.kind === 'none') return { body: null, contentType: null };
  if (planned.kind === 'json') return { body: JSON.stringify(fill(planned.value)), contentType: 'application/json' };
  if (planned.kind === 'text') return { body: planned.text, contentType: 'application/json' };
  const form = new FormData();
  for (const field of planned.fields) {
    const [name = '', value] = field.split('=');
    if (value === undefined) form.append(name, new Blob([new Uint8Array(planned.bytes)]), planned.name);
    else form.append(name, value);
  }
  return { body: form, contentType: null };
}

/** Valid input of `encodeURIComponent`: no lone surrogates. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
