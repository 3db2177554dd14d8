import { classNames } from '../lib/class-names.ts';

interface PartButtonsProps<Part extends string> {
  readonly label: string;
  readonly parts: readonly (readonly [part: Part, name: string])[];
  readonly shown: Part;
  readonly onChoose: (part: Part) => void;
}

/** Buttons that choose which part of something is shown. */
export function PartButtons<Part extends string>({ label, parts, shown, onChoose }: PartButtonsProps<Part>) {
  return (
    <div role="group" aria-label={label} className="-mx-2 flex gap-1">
      {parts.map(([part, name]) => (
        <button
          key={part}
          type="button"
          aria-pressed={part === shown}
          onClick={() => onChoose(part)}
          className={classNames(
            'tap h-7 rounded-[6px] px-2',
            part === shown ? 'font-medium text-ink' : 'text-muted hover:text-ink',
          )}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
