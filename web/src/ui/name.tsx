/** A name with its own writing direction. */
export function Name({ children, className }: { children: string; className?: string }) {
  return <bdi className={className}>{children}</bdi>;
}
