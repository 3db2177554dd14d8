export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-small border border-line bg-page px-1 font-[inherit] text-[11px] text-muted">
      {children}
    </kbd>
  );
}
