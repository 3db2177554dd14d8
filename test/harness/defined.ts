/** A value that exists in this test, though its type allows undefined. */
export function defined<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('the test expects a value here');
  return value;
}
