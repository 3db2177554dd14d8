import type { Row } from './rows.ts';

interface PaletteRowProps {
  readonly id: string;
  readonly row: Row;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onRun: () => void;
}

export function PaletteRow({ id, row: { label, detail, icon }, isActive, onPoint, onRun }: PaletteRowProps) {
  return (
    // The keys are handled in the field, which keeps the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      data-focused={isActive || undefined}
      className="menu-item"
      onPointerMove={onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onRun}
    >
      <span className="grid size-5 shrink-0 place-items-center text-muted">{icon}</span>
      <bdi className="min-w-0 flex-1 truncate">{label}</bdi>
      {detail !== undefined && (
        <span className="max-w-40 shrink-0 truncate text-meta text-muted" dir="ltr">
          {detail}
        </span>
      )}
    </div>
  );
}
