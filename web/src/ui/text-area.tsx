import { type ComponentProps, type ReactNode, useId } from 'react';
import { GrowingTextArea } from './growing-text-area.tsx';
import { classNames } from '../lib/class-names.ts';
import { inputClass } from './text-field.tsx';

interface TextAreaProps extends ComponentProps<'textarea'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

/** A labelled text area; its problem is shown beside it and announced. */
export function TextArea({ label, hint, error, className, ...rest }: TextAreaProps) {
  const id = useId();
  const isWrong = error !== undefined;
  const isExplained = isWrong || hint !== undefined;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-soft">
        {label}
      </label>
      <GrowingTextArea
        id={id}
        aria-invalid={isWrong || undefined}
        aria-describedby={isExplained ? `${id}-about` : undefined}
        className={classNames(inputClass, 'max-h-[40dvh] min-h-18 resize-none py-2', className)}
        {...rest}
      />
      {isExplained && (
        <p id={`${id}-about`} className={classNames('text-meta', isWrong ? 'text-danger' : 'text-muted')}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
