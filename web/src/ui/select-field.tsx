import { ChevronDown } from 'lucide-react';
import { type ComponentProps, useId } from 'react';
import { Icon } from './icon.tsx';
import { inputClass } from './text-field.tsx';

interface SelectFieldProps extends ComponentProps<'select'> {
  readonly label: string;
}

/** A short list of known values. The browser's own select is the best one on every device. */
export function SelectField({ label, className, dir, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-soft">
        {label}
      </label>
      <div className="relative" dir={dir}>
        <select id={id} className={`${inputClass} h-10 appearance-none pe-8 ${className ?? ''}`} {...rest} />
        <Icon of={ChevronDown} className="pointer-events-none absolute inset-y-0 end-2.5 my-auto text-muted" />
      </div>
    </div>
  );
}
