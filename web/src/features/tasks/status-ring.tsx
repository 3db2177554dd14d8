import type { Category } from '../../api/types.ts';
import { classNames } from '../../lib/class-names.ts';

const colours = {
  todo: 'text-todo',
  in_progress: 'text-in-progress',
  done: 'text-done',
  cancelled: 'text-cancelled',
} as const;

/** A ring by category: empty, half, a check, a cross. */
export function StatusRing({ category, className }: { category: Category; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" className={classNames('size-4', colours[category], className)} aria-hidden>
      {category === 'done' || category === 'cancelled' ? (
        <path fill="currentColor" fillRule="evenodd" d={category === 'done' ? checkedDisc : crossedDisc} />
      ) : (
        <path fill="currentColor" fillRule="evenodd" d={category === 'todo' ? ring : halfRing} />
      )}
    </svg>
  );
}

const disc = 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z';
const ring = `${disc}M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3Z`;
const halfRing = `${ring}M8 4.5a3.5 3.5 0 0 1 0 7Z`;
const checkedDisc = `${disc}M11.55 6.2 10.5 5.15 7.1 8.55 5.5 6.95 4.45 8 7.1 10.65Z`;
const crossedDisc = `${disc}M10.6 6.3 9.7 5.4 8 7.1 6.3 5.4 5.4 6.3 7.1 8 5.4 9.7 6.3 10.6 8 8.9 9.7 10.6 10.6 9.7 8.9 8Z`;
