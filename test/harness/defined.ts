/** What a test knows to be there, though its type says that it may be missing. */
export function defined<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('the test expects a value here');
  return value;
}
