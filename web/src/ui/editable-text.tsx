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
  // What was there when it was pressed, and the way to save of then: others' changes since are not undone by leaving.
  const [begun, setBegun] = useState<Pick<EditableTextProps, 'text' | 'onSave'>>();
  const [typed, setTyped] = useState('');
  const isGivenUp = useRef(false);
  const begin = () => {
    setBegun({ text, onSave });
    setTyped(text);
  };
  if (isReadOnly) {
    return <span className={`own-direction ${className}`}>{text}</span>;
  }
  if (!begun) {
    return (
      <button type="button" aria-label={label} className={`own-direction cursor-text ${className}`} onClick={begin}>
        {text}
      </button>
    );
  }
  const finish = () => {
    const next = typed.trim();
    setBegun(undefined);
    if (!isGivenUp.current && next !== '' && next !== begun.text) begun.onSave(next);
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
