/** The keys of an object that has no others than its type says; `Object.keys` types them as any strings. */
export function keysOf<Values extends object>(values: Values): (keyof Values & string)[] {
  return Object.keys(values) as (keyof Values & string)[];
}
