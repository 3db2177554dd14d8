import type { LucideIcon } from 'lucide-react';
import { classNames } from '../lib/class-names.ts';
import { Icon } from './icon.tsx';

interface SwipeHintProps {
  /** How far the row was moved; to the right if positive. */
  readonly offset: number;
  readonly isEnough: boolean;
  readonly right: LucideIcon;
  readonly left: LucideIcon;
}

/** What releasing the finger does, behind a row that is swiped. */
export function SwipeHint({ offset, isEnough, right, left }: SwipeHintProps) {
  if (offset === 0) return null;
  return (
    <span
      aria-hidden
      dir="ltr"
      className={classNames('swipe-hint', offset < 0 && 'swipe-hint-left', isEnough && 'swipe-hint-enough')}
    >
      <Icon of={offset > 0 ? right : left} size={20} />
    </span>
  );
}
