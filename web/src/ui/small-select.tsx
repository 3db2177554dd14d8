import { ChevronDown } from 'lucide-react';
import { classNames } from '../lib/class-names.ts';
import { Icon } from './icon.tsx';

interface SmallSelectProps {
  /** The label for screen readers; the selected value is visible. */
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
  readonly isDisabled?: boolean;
  /** Without a border, for use in a row. */
  readonly isQuiet?: boolean;
}

/** A select among few values, in a line with other controls. */
export function SmallSelect({
  label,
  value,
  options,
  onChange,
  isDisabled = false,
  isQuiet = false,
}: SmallSelectProps) {
  return (
    <span className="relative inline-flex shrink-0">
      <select
        aria-label={label}
        value={value}
        disabled={isDisabled}
        onChange={({ target }) => onChange(target.value)}
        className={classNames(
          'appearance-none rounded-[6px] ps-3 pe-7 text-ink transition-colors disabled:opacity-60',
          isQuiet
            ? 'h-8 bg-transparent hover:bg-hover pointer-coarse:h-11'
            : 'h-9 border pointer-coarse:h-11 border-line-strong bg-surface',
        )}
      >
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
      <Icon of={ChevronDown} size={14} className="pointer-events-none absolute inset-y-0 end-2 my-auto text-muted" />
    </span>
  );
}
