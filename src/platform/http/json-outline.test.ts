import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DomainError } from '../errors.ts';
import { generalBodies } from '../../../test/harness/hostile-bodies.ts';
import { parseJson } from './json-body.ts';
import { validate } from './validate.ts';

function refusalOf(work: () => unknown): DomainError {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
const codeOf = (text: string) => refusalOf(() => parseJson(text)).code;

describe('the outline of a body', () => {
  it.each([
    ['a list of 1,001', `[${'0,'.repeat(1_000)}0]`],
    ['an object of 1,001', `{${Array.from({ length: 1_001 }, (_, i) => `"k${i}":0`).join()}}`],
    ['many small lists', `[${`[${'0,'.repeat(100)}0],`.repeat(300)}0]`],
    ['many objects, never closed', '{"a":'.repeat(30) + '[{},'.repeat(1) + '{},'.repeat(20_000)],
    ['colons alone', ':'.repeat(100_000)],
    ['closing brackets alone', ']'.repeat(100_000)],
  ])('is refused before it is parsed: %s', (_name, text) => expect(codeOf(text)).toBe('too-many-values'));

  it.each([
    ['{"a":1,"a":2}', 'duplicate-key'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key'],
    ['{"b":[{"a":1,"c":{"a":3},"a":2}]}', 'duplicate-key'],
    ['{"__proto__":1}', 'duplicate-key'],
    ['{"a":1,"a":2', 'malformed-json'],
    ['{"a\\":1}', 'malformed-json'],
    [`${'['.repeat(33)}${']'.repeat(33)}`, 'too-deep'],
    [`${'['.repeat(400_000)}`, 'too-deep'],
  ])('%s is refused as %s', (text, code) => expect(codeOf(text)).toBe(code));

  it.each([
    `[${'0,'.repeat(999)}0]`,
    `${'['.repeat(32)}${']'.repeat(32)}`,
    '{"a":"{,[:]}","b":"\\"{\\\\","c":{"a":1},"d":[{"a":1},{"a":2}]}',
    `"${'{[,:'.repeat(100_000)}"`,
    `[${`{${Array.from({ length: 4 }, (_, i) => `"k${i}":0`).join()}},`.repeat(900)}0]`,
  ])('lets pass what is small enough: %.40s', (text) => expect(parseJson(text)).toEqual(JSON.parse(text)));
});

describe('what is wrong in a body', () => {
  const schema = z.strictObject({ title: z.string().max(255).optional(), ids: z.array(z.uuid()).max(500).optional() });
  const check = (value: unknown) => refusalOf(() => validate([{ schema, value, isBody: true }]));

  it('is reported for fifty fields at most', () => {
    const keys = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`k${i}`, 0]));
    const { message, details } = check(keys);
    expect(details.errors).toHaveLength(50);
    expect(message).toBe('900 fields are invalid. The first 50 are listed.');
    expect(check({ ids: Array.from({ length: 400 }, () => 'x') }).details.errors).toHaveLength(50);
  });

  it('shortens a long field name', () => {
    expect(check({ ['k'.repeat(900_000)]: 0 }).details.errors?.[0]?.path).toHaveLength(200);
  });

  it('includes a text longer than any field, without running a pattern on it', () => {
    let looks = 0;
    const pattern = z.string().refine(() => (looks += 1) > 0);
    const value = { title: 'x'.repeat(100_001) };
    const run = () => validate([{ schema: z.strictObject({ title: pattern }), value, isBody: true }]);
    expect(refusalOf(run).details.errors).toEqual([{ path: 'title', message: 'must have at most 100000 characters' }]);
    expect(looks).toBe(0);
  });

  it('is found in each hostile body with few values to check or few errors to report', () => {
    for (const { name, text } of generalBodies.filter((body) => body.name !== 'white space')) {
      const error = refusalOf(() => validate([{ schema, value: parseJson(text), isBody: true }]));
      expect([name, (error.details.errors?.length ?? 0) <= 50]).toEqual([name, true]);
    }
  });
});
