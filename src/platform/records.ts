/** The names of an object's properties. The object must have no others than its type says. */
export function namesOf<Row extends object>(row: Row): (keyof Row & string)[] {
  return Object.keys(row) as (keyof Row & string)[];
}

/** An object with the named properties of another. */
export function pick<Row, Name extends keyof Row>(row: Row, names: readonly Name[]): Pick<Row, Name> {
  return Object.fromEntries(names.map((name) => [name, row[name]])) as Pick<Row, Name>;
}

/** An object without the named properties of another. */
export function omit<Row extends object, Name extends keyof Row>(row: Row, names: readonly Name[]): Omit<Row, Name> {
  const left: Partial<Row> = { ...row };
  for (const name of names) delete left[name];
  return left as Omit<Row, Name>;
}

/**
 * `pick` for the hot path: a compiled function. Objects filled in a loop become slow dictionaries in V8. The names come
 * from our own code, never from input.
 */
export function compilePick<Name extends string>(
  names: readonly Name[],
): <Row extends Readonly<Record<Name, unknown>>>(row: Row) => Pick<Row, Name> {
  const fields = names.map((name) => `${JSON.stringify(name)}: row[${JSON.stringify(name)}]`);
  return new Function('row', `return { ${fields.join(', ')} }`) as ReturnType<typeof compilePick<Name>>;
}

/** An object without the properties that are undefined. */
export function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}
