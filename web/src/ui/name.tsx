/** Somebody's or something's own name: its direction is its own affair. */
export function Name({ children, className }: { children: string; className?: string }) {
  return <bdi className={className}>{children}</bdi>;
}
