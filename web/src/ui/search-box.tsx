import { Search } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from '../lib/class-names.ts';
import { Icon } from './icon.tsx';
import { inputClass } from './text-field.tsx';

interface SearchBoxProps extends Omit<ComponentProps<'input'>, 'type' | 'onChange'> {
  readonly label: string;
  readonly onChange: (inputText: string) => void;
}

/** A field that filters a list while typing. */
export function SearchBox({ label, onChange, className, ...rest }: SearchBoxProps) {
  return (
    <div className={classNames('relative min-w-0', className)}>
      <Icon of={Search} className="pointer-events-none absolute inset-y-0 start-2.5 my-auto text-muted" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        onChange={({ target }) => onChange(target.value)}
        className={`${inputClass} h-9 ps-8`}
        {...rest}
      />
    </div>
  );
}
