/** Reads one search parameter: undefined for an invalid value. The router passes parsed JSON. */
export type SearchReader<Value> = (value: unknown) => Value | undefined;

type SearchOf<Readers> = {
  readonly [Name in keyof Readers]?: Readers[Name] extends SearchReader<infer Value> ? Value | undefined : never;
};

/**
 * A validator for a route's search parameters. The router merges its result over the raw search, so every name is in
 * the result: a missing one would keep the raw, rejected value.
 */
export function searchReader<const Readers extends Readonly<Record<string, SearchReader<unknown>>>>(
  readers: Readers,
): (search: Record<string, unknown>) => SearchOf<Readers> {
  return (search) =>
    Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, read(search[name])])) as SearchOf<Readers>;
}

const maxLength = 2_000;

/** A text; also one that the router parsed as a number or boolean. */
export function readText(value: unknown): string | undefined {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= maxLength ? text : undefined;
}

/** A text that may be JSON. */
export function readJsonText(value: unknown): string | undefined {
  return readText(typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
}
