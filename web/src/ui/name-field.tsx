import type { ComponentProps } from 'react';
import { TextField } from './text-field.tsx';

const longest = 100;

/** A field for a name in any writing direction. */
export function NameField(props: Omit<ComponentProps<typeof TextField>, 'dir' | 'maxLength' | 'autoComplete'>) {
  return <TextField dir="auto" maxLength={longest} autoComplete="off" {...props} />;
}
