import type { Member } from '../../api/types.ts';

export const roles = ['owner', 'admin', 'member', 'guest'] as const satisfies readonly Member['role'][];
export const positions = [
  'developer',
  'product_owner',
  'designer',
  'manager',
  'other',
] as const satisfies readonly Member['position'][];

/** The value of a select as one of its options; undefined for "all". */
export function optionOf<Value extends string>(values: readonly Value[], value: string): Value | undefined {
  return values.find((one) => one === value);
}
