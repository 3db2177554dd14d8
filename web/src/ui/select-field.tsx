import { ChevronDown } from 'lucide-react';
import { type ComponentProps, useId } from 'react';
import { classNames } from '../lib/class-names.ts';
import { Icon } from './icon.tsx';
import { inputClass } from './text-field.tsx';

interface SelectFieldProps extends ComponentProps<'select'> {
  readonly label: string;
  readonly error?: string | undefined;
}

/** A short list of known values. The native select works best on every device. */
export function SelectField({ label, error, className, dir, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-soft">
        {label}
      </label>
      <div className="relative" dir={dir}>
        <select
          id={id}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={error === undefined ? undefined : `${id}-about`}
          className={classNames(inputClass, 'h-10 appearance-none pe-8', className)}
          {...rest}
        />
        <Icon of={ChevronDown} className="pointer-events-none absolute inset-y-0 end-2.5 my-auto text-muted" />
      </div>
      {error !== undefined && (
        <p id={`${id}-about`} className="text-meta text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
