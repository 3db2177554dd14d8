import type { ComponentProps } from 'react';
import { classNames } from '../lib/class-names.ts';

const tones = {
  primary: 'bg-accent-fill text-on-accent hover:bg-accent-fill-hover font-medium',
  secondary: 'border border-line bg-surface text-ink hover:bg-hover',
  quiet: 'text-soft hover:bg-hover hover:text-ink',
  careful: 'border border-line bg-surface text-danger hover:bg-danger-wash',
  danger: 'bg-danger text-on-danger font-medium hover:opacity-90',
} as const;

interface ButtonLook {
  readonly tone?: keyof typeof tones;
  readonly size?: 'small' | 'normal' | 'large';
  readonly isWide?: boolean;
}

const sizes = { small: 'h-7 px-2 gap-1.5 text-meta', normal: 'h-8 px-3 gap-2', large: 'h-10 px-4 gap-2' } as const;

/** The style of a button, for links that act as one. */
export function buttonClass({ tone = 'secondary', size = 'normal', isWide = false }: ButtonLook = {}): string {
  return classNames(
    'tap inline-flex shrink-0 items-center justify-center rounded-[6px] whitespace-nowrap select-none transition-colors duration-(--fast)',
    'disabled:opacity-50 aria-busy:opacity-70',
    tones[tone],
    sizes[size],
    isWide && 'w-full',
  );
}

interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  readonly isBusy?: boolean;
}

export function Button({
  tone,
  size,
  isWide,
  isBusy = false,
  className,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  const look = { ...(tone && { tone }), ...(size && { size }), ...(isWide !== undefined && { isWide }) };
  return (
    <button
      type={type}
      aria-busy={isBusy || undefined}
      // A busy button keeps the focus, so it is not disabled; it only does nothing.
      onClick={(event) => (isBusy ? event.preventDefault() : onClick?.(event))}
      className={classNames(buttonClass(look), className)}
      {...rest}
    />
  );
}
