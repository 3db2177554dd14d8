import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

it.each([
  ['int2', [1, -2]],
  ['int4', [1, null]],
  ['int8', [9_007_199_254_740_991]],
  ['float8', [1.5, -0.25]],
  ['numeric', ['1.50', '2']],
  ['text', ['a', '', 'b,c', '{d}', 'say "e"', 'back\\slash', 'NULL', null, 'خط\nnew', ' spaced ']],
  ['varchar', ['a']],
  ['name', ['public']],
  ['uuid', ['018f4e5a-0000-7000-8000-000000000000']],
  ['date', ['2026-03-29']],
  ['timestamptz', ['2026-03-29T01:30:00.500Z']],
  ['jsonb', [{ a: ['"'] }]],
  ['text', []],
])('an array of %s comes back as it went', async (type, values) => {
  const [row] = await database.sql.unsafe<{ values: unknown[]; first: unknown }[]>(
    `select $1::${type}[] as values, ($1::${type}[])[1] as first`,
    [[...values]],
  );
  expect(row?.values).toEqual(values);
  expect(row?.first ?? null).toEqual(values[0] ?? null);
});
