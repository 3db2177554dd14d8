import { useId } from 'react';
import { CopyButton } from './copy-button.tsx';
import { inputClass } from './text-field.tsx';

/** A text to read, select and copy. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-soft">
        {label}
      </label>
      <div className="flex items-center gap-2">
        <input
          id={id}
          dir="ltr"
          readOnly
          value={text}
          onFocus={({ target }) => target.select()}
          className={`${inputClass} h-8 min-w-0 flex-1 font-[monospace] text-meta`}
        />
        <CopyButton text={text} />
      </div>
    </div>
  );
}
