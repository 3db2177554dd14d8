import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from '../lib/class-names.ts';

export const inputClass =
  'w-full rounded-[6px] border border-line-strong bg-surface px-3 text-ink outline-offset-0 transition-colors aria-invalid:border-danger pointer-coarse:min-h-11';

interface TextFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

/** A labelled text field; its problem is shown beside it and announced. */
export function TextField({ label, hint, error, className, id, ...rest }: TextFieldProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  const isWrong = error !== undefined;
  const isExplained = isWrong || hint !== undefined;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={inputId} className="font-medium text-soft">
        {label}
      </label>
      <input
        id={inputId}
        aria-invalid={isWrong || undefined}
        aria-describedby={isExplained ? `${inputId}-about` : undefined}
        className={classNames(inputClass, 'h-10', className)}
        {...rest}
      />
      {isExplained && (
        <p id={`${inputId}-about`} className={classNames('text-meta', isWrong ? 'text-danger' : 'text-muted')}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
