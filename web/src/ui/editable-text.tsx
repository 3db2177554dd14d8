import { type KeyboardEvent, useRef, useState } from 'react';

interface EditableTextProps {
  readonly label: string;
  readonly text: string;
  readonly isReadOnly: boolean;
  readonly className: string;
  readonly onSave: (text: string) => void;
}

/** A line that is edited in place. */
export function EditableText({ label, text, isReadOnly, className, onSave }: EditableTextProps) {
  // The text and `onSave` from the start of editing: leaving must not undo others' changes since.
  const [original, setOriginal] = useState<Pick<EditableTextProps, 'text' | 'onSave'>>();
  const [inputText, setInputText] = useState('');
  const isGivenUp = useRef(false);
  const begin = () => {
    setOriginal({ text, onSave });
    setInputText(text);
  };
  if (isReadOnly) {
    return <span className={`own-direction ${className}`}>{text}</span>;
  }
  if (!original) {
    return (
      <button type="button" aria-label={label} className={`own-direction cursor-text ${className}`} onClick={begin}>
        {text}
      </button>
    );
  }
  const finish = () => {
    const next = inputText.trim();
    setOriginal(undefined);
    if (!isGivenUp.current && next !== '' && next !== original.text) original.onSave(next);
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
      value={inputText}
      className={`own-direction bg-transparent outline-none ${className}`}
      onChange={(event) => setInputText(event.target.value)}
      onBlur={finish}
      onKeyDown={onKeyDown}
    />
  );
}
