import type { LucideIcon } from 'lucide-react';

/** One set, one stroke. An icon beside its word says nothing more, so it is hidden from readers. */
export function Icon({ of: Picture, size = 16, className }: { of: LucideIcon; size?: number; className?: string }) {
  return <Picture size={size} strokeWidth={1.5} aria-hidden className={className ?? ''} />;
}
