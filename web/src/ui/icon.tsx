import type { LucideIcon } from 'lucide-react';

/** One icon set with one stroke width. An icon beside its label is hidden from screen readers. */
export function Icon({ of: Picture, size = 16, className }: { of: LucideIcon; size?: number; className?: string }) {
  return <Picture size={size} strokeWidth={1.5} aria-hidden className={className ?? ''} />;
}
