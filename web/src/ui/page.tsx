import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';

const widths = {
  narrow: 'max-w-xl grid-cols-[minmax(0,1fr)] gap-8 p-4 pb-16',
  normal: 'max-w-3xl grid-cols-[minmax(0,1fr)] gap-6 p-4 pb-16',
} as const;

interface PageHeadProps {
  readonly title: ReactNode;
  /** A link to what the page belongs to, before the title. */
  readonly parent?: ReactNode;
  /** Beside the title: sibling pages. */
  readonly parts?: ReactNode;
  /** Actions at the end of the line. */
  readonly action?: ReactNode;
}

interface PageProps extends PageHeadProps {
  /** The width of the content; `whole` leaves it to the content. */
  readonly width?: keyof typeof widths | 'whole';
  readonly children: ReactNode;
}

/** The layout of a page: its header, and the scrolling content, which begins below the title. */
export function Page({ width = 'normal', children, ...head }: PageProps) {
  return (
    <div className="flex h-full flex-col">
      <PageHead {...head} />
      {width === 'whole' ? (
        children
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <div className={classNames('grid', widths[width])}>{children}</div>
        </div>
      )}
    </div>
  );
}

export function PageHead({ title, parent, parts, action }: PageHeadProps) {
  return (
    <header className="page-head flex-wrap">
      {parent !== undefined && (
        <>
          {parent}
          <span aria-hidden className="-ms-1.5 text-muted">
            /
          </span>
        </>
      )}
      <h1
        className={classNames(
          'own-direction min-w-0 truncate text-reading font-semibold',
          parts !== undefined && 'me-2',
        )}
      >
        {title}
      </h1>
      {parts}
      {action !== undefined && <div className="ms-auto flex min-w-0 flex-wrap items-center gap-2">{action}</div>}
    </header>
  );
}
