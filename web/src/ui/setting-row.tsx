import type { ReactNode } from 'react';

interface SettingRowProps {
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  readonly text: ReactNode;
  /** Actions. */
  readonly children?: ReactNode;
}

/** One setting in a section; the text wraps before the buttons do. */
export function SettingRow({ icon, title, text, children }: SettingRowProps) {
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-2 py-2">
      {icon !== undefined && (
        <span className="grid size-8 shrink-0 place-items-center rounded-full bg-hover text-muted">{icon}</span>
      )}
      <div className="min-w-0 flex-1 basis-40">
        <p className="font-medium">{title}</p>
        <p className="text-meta text-muted">{text}</p>
      </div>
      {children !== undefined && <div className="flex shrink-0 items-center gap-2">{children}</div>}
    </div>
  );
}
