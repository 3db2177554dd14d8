import { type ReactNode, useId } from 'react';

interface ChoiceFieldProps {
  readonly legend: string;
  readonly all: string;
  readonly some: string;
  readonly isAll: boolean;
  /** Without it only `some` can be chosen. */
  readonly mayChooseAll?: boolean;
  readonly onChange: (isAll: boolean) => void;
  /** What is selected, shown if not all are. */
  readonly children: ReactNode;
}

/** All, or some of a list. */
export function ChoiceField(props: ChoiceFieldProps) {
  const { legend, all, some, isAll, mayChooseAll = true, onChange, children } = props;
  const name = useId();
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-2 font-medium text-soft">{legend}</legend>
      {mayChooseAll && (
        <div className="grid gap-1.5">
          <label className="inline-flex items-center gap-2">
            <input type="radio" name={name} checked={isAll} onChange={() => onChange(true)} />
            {all}
          </label>
          <label className="inline-flex items-center gap-2">
            <input type="radio" name={name} checked={!isAll} onChange={() => onChange(false)} />
            {some}
          </label>
        </div>
      )}
      {!isAll && <div className="rounded-[6px] border border-line p-3">{children}</div>}
    </fieldset>
  );
}
