import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { routeGroups } from '../../src/composition/route-groups.ts';

const root = `${import.meta.dirname}/../..`;

it('no query hands a time zone to the database server, whose names and rules are others than ours', () => {
  const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  expect(sources.length).toBeGreaterThan(200);
  const passedZones = sources.flatMap((file) =>
    readFileSync(`${root}/${file}`, 'utf8')
      .split('\n')
      .filter((line) => /\b(at time zone (?!'UTC')|timezone\(\$)/i.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(passedZones).toEqual([]);
});

interface Definition {
  readonly shape?: Record<string, z.ZodType>;
  readonly options?: readonly z.ZodType[];
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly in?: z.ZodType;
}

/** The fields of a schema, at any depth, whose names contain a time zone. */
function timezoneFields(schema: z.ZodType | undefined, path: string): { path: string; field: z.ZodType }[] {
  if (!schema) return [];
  const { shape = {}, options = [], ...inner } = schema.def as Definition;
  const nested = [...options, inner.innerType, inner.element, inner.valueType, inner.in];
  return [
    ...Object.entries(shape).flatMap(([name, field]) =>
      /time_?zone/i.test(name) ? [{ path: `${path}.${name}`, field }] : timezoneFields(field, `${path}.${name}`),
    ),
    ...nested.flatMap((one) => timezoneFields(one, path)),
  ];
}

const fields = routeGroups
  .flatMap(({ routes }) => routes)
  .flatMap(({ method, path, query, body }) => [
    ...timezoneFields(query, `${method} ${path} query`),
    ...timezoneFields(body, `${method} ${path} body`),
  ]);

it('the fields of time zones are found', () => {
  expect(fields.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      'post /auth/signup body.timezone',
      'patch /auth/me body.timezone',
      'post /teams/{id}/tasks body.dueTimezone',
    ]),
  );
});

it.each(fields)('$path takes what Intl knows, as it was given, and nothing else', ({ field }) => {
  for (const name of [
    'Asia/Kolkata',
    'Europe/Kyiv',
    'Etc/UTC',
    'US/Eastern',
    'asia/ho_chi_minh',
    'Etc/GMT+3',
    '+03:30',
  ])
    expect(field.parse(name)).toBe(name);
  for (const name of ['', 'Mars/Olympus', 'IST', 'local'])
    expect([name, field.safeParse(name).success]).toEqual([name, false]);
});
