import './tray.css';
import { ChevronDown, GripVertical } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { formatNumber } from '../../i18n/numbers.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';

interface TrayProps {
  readonly label: string;
  readonly count: number;
  /** Whether there are more than are counted. */
  readonly hasMore?: boolean;
  readonly isOpen: boolean;
  readonly onToggle: (willOpen: boolean) => void;
  /** The rows. */
  readonly children: ReactNode;
  /** Below the rows. */
  readonly more?: ReactNode;
}

/** Tasks without dates, at the foot of a page that shows tasks by their dates. */
export function Tray({ label, count, hasMore = false, isOpen, onToggle, children, more }: TrayProps) {
  const listId = useId();
  return (
    <section aria-label={label} className="flex-none border-t border-line bg-surface">
      <h2>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={listId}
          className="flex h-10 w-full items-center gap-2 px-4 font-medium pointer-coarse:h-11"
          onClick={() => onToggle(!isOpen)}
        >
          <Icon
            of={ChevronDown}
            size={14}
            className={classNames('text-muted', !isOpen && '-rotate-90 rtl:rotate-90')}
          />
          {label}
          <span className="figure text-meta text-muted">
            {formatNumber(count)}
            {hasMore && '+'}
          </span>
        </button>
      </h2>
      <div id={listId} hidden={!isOpen} className="max-h-44 overflow-y-auto px-2 pb-2">
        {isOpen && <ul aria-label={label}>{children}</ul>}
        {isOpen && more}
      </div>
    </section>
  );
}

interface TrayRowProps extends Omit<ComponentProps<'li'>, 'title'> {
  readonly task: KnownTask;
  readonly isMovable: boolean;
  /** Instead of the plain title. */
  readonly title?: ReactNode;
  /** How it gets a date. */
  readonly children: ReactNode;
}

export function TrayRow({ task, isMovable, title, children, ...rest }: TrayRowProps) {
  return (
    <li className={classNames('tray-row', isMovable && 'tray-row-movable')} {...rest}>
      {isMovable && <Icon of={GripVertical} size={14} className="text-muted max-sm:hidden" />}
      <StatusRing category={task.category} />
      <span className="figure text-meta text-muted max-sm:hidden">
        <bdi dir="ltr">{task.key}</bdi>
      </span>
      {title ?? <span className="own-direction min-w-0 flex-1 truncate">{task.title}</span>}
      {children}
    </li>
  );
}
