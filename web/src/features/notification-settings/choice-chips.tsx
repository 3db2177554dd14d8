interface ChoiceChipsProps {
  readonly label: string;
  readonly options: readonly (readonly [value: number, text: string])[];
  readonly selected: readonly number[];
  /** Further ones are disabled then. */
  readonly max?: number;
  readonly onChange: (selected: readonly number[]) => void;
}

/** Several of a few choices. */
export function ChoiceChips({ label, options, selected, max = options.length, onChange }: ChoiceChipsProps) {
  const toggle = (value: number) =>
    onChange(selected.includes(value) ? selected.filter((one) => one !== value) : [...selected, value]);
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 font-medium text-soft">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map(([value, text]) => (
          <label
            key={value}
            className="inline-flex h-9 pointer-coarse:h-11 min-w-9 cursor-pointer items-center justify-center rounded-[6px] border border-line-strong px-2.5 text-soft transition-colors has-checked:border-accent-fill has-checked:bg-accent-wash has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent has-disabled:cursor-default has-disabled:opacity-60"
          >
            <input
              type="checkbox"
              className="sr-only"
              checked={selected.includes(value)}
              disabled={selected.length >= max && !selected.includes(value)}
              onChange={() => toggle(value)}
            />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
