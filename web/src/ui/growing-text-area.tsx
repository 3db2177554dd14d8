import { type ComponentProps, useLayoutEffect, useRef } from 'react';
import { classNames } from '../lib/class-names.ts';

const growsByItself = CSS.supports('field-sizing', 'content');

/** A text area as high as its text. In browsers without `field-sizing`, it is measured at each change. */
export function GrowingTextArea({ ref, className, ...rest }: ComponentProps<'textarea'>) {
  const own = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (!growsByItself && own.current) fitHeight(own.current);
  });
  useLayoutEffect(() => {
    const field = own.current;
    if (growsByItself || !field) return;
    const refit = () => fitHeight(field);
    // The width determines the line breaks.
    const observer = new ResizeObserver(refit);
    if (field.parentElement) observer.observe(field.parentElement);
    field.addEventListener('input', refit);
    return () => {
      observer.disconnect();
      field.removeEventListener('input', refit);
    };
  }, []);
  return (
    <textarea
      ref={(field) => {
        own.current = field;
        if (typeof ref === 'function') return ref(field);
        if (ref) ref.current = field;
        return undefined;
      }}
      className={classNames('field-sizing-content', className)}
      {...rest}
    />
  );
}

function fitHeight(field: HTMLTextAreaElement): void {
  field.style.height = 'auto';
  const { borderTopWidth, borderBottomWidth } = getComputedStyle(field);
  field.style.height = `${field.scrollHeight + Number.parseFloat(borderTopWidth) + Number.parseFloat(borderBottomWidth)}px`;
}
