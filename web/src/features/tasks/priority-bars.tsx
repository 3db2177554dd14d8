import type { Priority } from '../../api/types.ts';
import { classNames } from '../../lib/class-names.ts';

const bars = ['M2 10h3v4H2z', 'M6.5 6.5h3V14h-3z', 'M11 3h3v11h-3z'];
const level = { none: 0, low: 1, medium: 2, high: 3, urgent: 3 } as const;

/** Three bars that fill with the priority; urgent ones are in the warning colour. */
export function PriorityBars({ priority, label }: { priority: Priority; label?: string }) {
  const filledCount = level[priority];
  const spoken = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg
      viewBox="0 0 16 16"
      className={classNames('size-4', priority === 'urgent' ? 'text-danger' : 'text-muted')}
      {...spoken}
    >
      <path fill="currentColor" d={bars.slice(0, filledCount).join('')} />
      <path fill="currentColor" opacity="0.28" d={bars.slice(filledCount).join('')} />
    </svg>
  );
}
