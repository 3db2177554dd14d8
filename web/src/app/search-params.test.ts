import { describe, expect, it } from 'vitest';
import { router } from './router.tsx';

// The router merges a validator's result over the raw search: a name that is missing in the result keeps its raw value.

type Validator = (search: Record<string, unknown>) => Record<string, unknown>;
interface Validated {
  readonly id: string;
  readonly read: Validator;
}

const validated = Object.values(router.routesById).flatMap((route): Validated[] => {
  const { validateSearch } = route.options as { validateSearch?: Validator };
  return validateSearch ? [{ id: route.id, read: validateSearch }] : [];
});

const names = (read: Validator): string[] => {
  const asked = new Set<string>();
  read(new Proxy({}, { get: (_search, name) => void asked.add(String(name)) }));
  return [...asked];
};

describe.each(validated)('the search of $id', ({ read }) => {
  it.each([{ a: ['x'] }, ['x'], null, '', 'x'.repeat(3_000), {}, Number.NaN])(
    'holds every parameter that it reads, also where the value is %j',
    (value) => {
      const known = names(read);
      expect(known.length).toBeGreaterThan(0);
      const search = read(Object.fromEntries(known.map((name) => [name, value])));
      expect(Object.keys(search).toSorted()).toEqual(known.toSorted());
      for (const one of Object.values(search)) expect(['string', 'undefined']).toContain(typeof one);
    },
  );
});

it('finds the routes that read their search', () => {
  expect(validated.map(({ id }) => id)).toContain('/_guest/sign-in');
});
