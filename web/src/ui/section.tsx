import { type ReactNode, useId } from 'react';
import { classNames } from '../lib/class-names.ts';

interface SectionProps {
  readonly title: string;
  readonly text?: ReactNode;
  /** Actions beside the title. */
  readonly action?: ReactNode;
  /** In a narrow column, where title and action still share a line. */
  readonly isNarrow?: boolean;
  readonly children?: ReactNode;
}

/** A section of a settings page. */
export function Section({ title, text, action, isNarrow = false, children }: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t border-line pt-6 first:border-t-0 first:pt-0"
    >
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className={classNames('grid min-w-0 flex-1 gap-0.5', !isNarrow && 'basis-64')}>
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {text !== undefined && <p className="text-soft">{text}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
