import { type KeyboardEvent, useRef, useState } from 'react';

interface EditableTextProps {
  readonly label: string;
  readonly text: string;
  readonly isReadOnly: boolean;
  readonly className: string;
  readonly onSave: (text: string) => void;
}

/** A line that is changed where it stands: pressed, it becomes a field. */
export function EditableText({ label, text, isReadOnly, className, onSave }: EditableTextProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const isGivenUp = useRef(false);
  if (isReadOnly) {
    return <span className={`own-direction ${className}`}>{text}</span>;
  }
  if (typed === null) {
    return (
      <button
        type="button"
        aria-label={label}
        className={`own-direction cursor-text ${className}`}
        onClick={() => setTyped(text)}
      >
        {text}
      </button>
    );
  }
  const finish = () => {
    const next = typed.trim();
    setTyped(null);
    if (!isGivenUp.current && next !== '' && next !== text) onSave(next);
    isGivenUp.current = false;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    isGivenUp.current = true;
    event.currentTarget.blur();
  };
  return (
    <input
      aria-label={label}
      autoFocus
      value={typed}
      className={`own-direction bg-transparent outline-none ${className}`}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={finish}
      onKeyDown={onKeyDown}
    />
  );
}
