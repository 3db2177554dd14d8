import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Name, singleLine } from '#platform/http/fields.ts';
import { routeGroups } from '../../src/composition/route-groups.ts';

// Every text that a route accepts is a single line, so that no name starts another line of a mail, a header or a page.
// Texts of several lines, and those that are only compared with stored ones, are listed here.

const severalLines = new Set(['description', 'body', 'text', 'message', 'reason', 'lines', 'customFields']);
const compared = new Set([
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'inviteToken',
  'setupToken',
  'refreshToken',
  'mfaToken',
  'code',
  'next',
  'answer',
]);

interface Leaf {
  readonly path: readonly string[];
  readonly schema: z.core.$ZodType;
}

/** The texts in a schema, each with the keys that lead to it. */
function textsOf(schema: z.core.$ZodType, path: readonly string[] = []): Leaf[] {
  const {
    _zod: { def },
  } = schema as z.core.$ZodTypes;
  switch (def.type) {
    case 'string':
      return [{ path, schema }];
    case 'object':
      return Object.entries(def.shape).flatMap(([key, inner]) => textsOf(inner, [...path, key]));
    case 'array':
      return textsOf(def.element, path);
    case 'record':
      return [...textsOf(def.keyType, path), ...textsOf(def.valueType, path)];
    case 'union':
      return def.options.flatMap((option) => textsOf(option, path));
    case 'intersection':
      return [...textsOf(def.left, path), ...textsOf(def.right, path)];
    case 'pipe':
      return textsOf(def.in, path);
    case 'lazy':
      return textsOf(def.getter(), path);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'nonoptional':
    case 'readonly':
      return textsOf(def.innerType, path);
    default:
      return [];
  }
}

const hostile = ['a\nb', 'a\r\nb', 'a\tb', 'a\u2028b', 'a\u0085b', 'a\u0007b', 'a\u001bb', 'a\u007fb'];

/** The inputs with a line break or a control character that the schema accepts. */
function leaks({ schema }: Leaf): string[] {
  return hostile.filter((text) => {
    const parsed = z.safeParse(schema, text);
    return parsed.success && /[\p{Cc}\u2028\u2029]/u.test(String(parsed.data));
  });
}

const leaves = routeGroups.flatMap(({ routes }) =>
  // The route itself reads the form fields beside a file, and knows each field's values. A body that is text is a
  // message of another server.
  routes.flatMap(({ method, path, body, upload, textBody }) =>
    (body && !upload && !textBody ? textsOf(body) : []).map((leaf) => ({ ...leaf, route: `${method} ${path}` })),
  ),
);

describe('a text that a route takes', () => {
  it('is of one line, unless it is known to be of several or never kept', () => {
    expect(leaves.length).toBeGreaterThan(150);
    const open = leaves.filter((leaf) => {
      const isExempt = leaf.path.some((key) => severalLines.has(key) || compared.has(key));
      return !isExempt && leaks(leaf).length > 0;
    });
    expect(open.map(({ route, path }) => `${route}: ${path.join('.')}`)).toEqual([]);
  });

  it('is found at every depth if it may have line breaks', () => {
    const plantedSchema = z.strictObject({
      plain: z.string(),
      deep: z.array(z.strictObject({ inner: z.string().max(5).nullable() })).optional(),
      either: z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: Name })]),
      record: z.record(z.string(), z.string()).default({}),
      fine: singleLine(20),
      id: z.uuid(),
    });
    const open = textsOf(plantedSchema).filter((leaf) => leaks(leaf).length > 0);
    expect(open.map(({ path }) => path.join('.'))).toEqual(['plain', 'deep.inner', 'either.a', 'record', 'record']);
  });
});

describe('a name', () => {
  it.each([
    ['Two\r\nlines', 'Two lines'],
    [' a\tb\u2028c ', 'a b c'],
    ['سارا احمدی', 'سارا احمدی'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
  ])('%j becomes %j', (given, name) => expect(Name.parse(given)).toBe(name));

  it.each(['bell\u0007', 'esc\u001b[31m', 'del\u007f', 'c1\u009b', '\n', '', 'x'.repeat(101)])(
    '%j is refused',
    (given) => expect(Name.safeParse(given).success).toBe(false),
  );
});
