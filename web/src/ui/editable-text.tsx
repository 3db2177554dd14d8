import { useState } from 'react';
import { useLineKeys } from './use-line-keys.ts';
import { useWhenRemoved } from './use-when-removed.ts';

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
  const { onKeyDown, takeGivenUp } = useLineKeys();
  const begin = () => {
    setOriginal({ text, onSave });
    setInputText(text);
  };
  const finish = () => {
    const next = inputText.trim();
    const isGivenUp = takeGivenUp();
    setOriginal(undefined);
    if (original && !isGivenUp && next !== '' && next !== original.text) original.onSave(next);
  };
  useWhenRemoved(finish);
  if (isReadOnly) {
    return <span className={`own-direction ${className}`}>{text}</span>;
  }
  if (!original) {
    return (
      <button
        type="button"
        aria-label={label}
        className={`own-direction cursor-text pointer-coarse:min-h-11 pointer-coarse:min-w-9 ${className}`}
        onClick={begin}
      >
        {text}
      </button>
    );
  }
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
