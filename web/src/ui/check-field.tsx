import { type ComponentProps, type ReactNode, useId } from 'react';

interface CheckFieldProps extends Omit<ComponentProps<'input'>, 'type' | 'children'> {
  readonly label: string;
  readonly hint?: ReactNode;
}

/** A checkbox with a label. */
export function CheckField({ label, hint, ...rest }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        type="checkbox"
        id={id}
        className="mt-1 size-4 shrink-0"
        aria-describedby={hint === undefined ? undefined : `${id}-about`}
        {...rest}
      />
      <div className="grid min-w-0">
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <p id={`${id}-about`} className="text-meta text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
