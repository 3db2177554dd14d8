import { type KeyboardEvent, useState } from 'react';

interface LineFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly onSubmit: (text: string) => void;
}

const longestLine = 1_000;

/** A one-line field: Enter sends it and starts the next. */
export function LineField({ label, placeholder, onSubmit }: LineFieldProps) {
  const [text, setText] = useState('');
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && text !== '') {
      event.stopPropagation();
      setText('');
    }
    if (event.key !== 'Enter' || text.trim() === '') return;
    onSubmit(text.trim());
    setText('');
  };
  return (
    <input
      aria-label={label}
      placeholder={placeholder}
      value={text}
      maxLength={longestLine}
      className="own-direction -mx-2 h-8 pointer-coarse:h-11 rounded-[6px] bg-transparent px-2 hover:bg-hover focus:bg-hover"
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
