/** How postgres.js reads and writes the values of a type. `from` and `to` are type OIDs (pg_type.dat). */
export interface ValueType {
  readonly to: number;
  readonly from: number[];
  readonly serialize: (value: unknown) => string;
  readonly parse: (text: string) => unknown;
}

const int8: ValueType = { to: 20, from: [20], serialize: String, parse: Number };
// Times and dates stay text in RFC 3339, so that no Date is created per value.
const instant: ValueType = { to: 1184, from: [1184], serialize: timeText, parse: rfc3339 };
const date: ValueType = { to: 1082, from: [1082], serialize: String, parse: String };
// Values are already JSON text (drizzle's encoders make it); a second stringify would quote it.
const json: ValueType = { to: 114, from: [114, 3802], serialize: jsonText, parse: JSON.parse };
const jsonb: ValueType = { ...json, to: 3802, from: [] };

/**
 * Array types, listed by name. Otherwise postgres.js queries the types on each new connection, and if that query is
 * interrupted it rejects a promise that no code can handle.
 */
const arrays = {
  boolArray: arrayOf(
    1000,
    (value) => (value === true ? 't' : 'f'),
    (text) => text === 't',
  ),
  nameArray: arrayOf(1003, String, String),
  int2Array: arrayOf(1005, String, Number),
  int4Array: arrayOf(1007, String, Number),
  textArray: arrayOf(1009, String, String),
  varcharArray: arrayOf(1015, String, String),
  int8Array: arrayOf(1016, String, Number),
  float4Array: arrayOf(1021, String, Number),
  float8Array: arrayOf(1022, String, Number),
  oidArray: arrayOf(1028, String, Number),
  dateArray: arrayOf(1182, String, String),
  instantArray: arrayOf(1185, timeText, rfc3339),
  numericArray: arrayOf(1231, String, String),
  uuidArray: arrayOf(2951, String, String),
  jsonArray: arrayOf(199, jsonText, JSON.parse),
  jsonbArray: arrayOf(3807, jsonText, JSON.parse),
};

export const valueTypes = { int8, instant, date, json, jsonb, ...arrays };

function arrayOf(type: number, serialize: (value: unknown) => string, parse: (text: string) => unknown): ValueType {
  const item = (value: unknown) =>
    value === null ? 'null' : `"${serialize(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return {
    to: type,
    from: [type],
    // If the statement has its own cast, the parameter is already the text of an array.
    serialize: (value) => (Array.isArray(value) ? `{${value.map(item).join(',')}}` : String(value)),
    parse: (text) => parseArray(text, parse),
  };
}

/** Parses a one-dimensional array in PostgreSQL's text format: `{a,"b,c",NULL}` (8.15.6). */
function parseArray(text: string, parse: (text: string) => unknown): unknown[] {
  if (text === '{}') return [];
  const items: unknown[] = [];
  for (const [, quoted, plain = ''] of text.matchAll(/"((?:[^"\\]|\\.)*)"|([^,{}]+)/gs)) {
    if (quoted !== undefined) items.push(parse(quoted.replaceAll(/\\(.)/gs, '$1')));
    else items.push(plain === 'NULL' ? null : parse(plain));
  }
  return items;
}

/** `2026-11-20 08:00:00.5+00` → `2026-11-20T08:00:00.500Z`. */
function rfc3339(text: string): string {
  if (!text.endsWith('+00')) return text;
  const seconds = text.slice(0, 19);
  const fraction = text.slice(20, -3);
  return `${seconds.slice(0, 10)}T${seconds.slice(11)}.${fraction.padEnd(3, '0')}Z`;
}

function timeText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
