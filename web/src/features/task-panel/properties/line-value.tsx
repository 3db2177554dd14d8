import { useState } from 'react';
import { useLineKeys } from '../../../ui/use-line-keys.ts';
import { useWhenRemoved } from '../../../ui/use-when-removed.ts';
import { Unset } from './unset.tsx';

interface LineValueProps {
  readonly label: string;
  /** The text as shown, and as edited. */
  readonly displayText: string;
  readonly initialInput: string;
  readonly empty: string;
  readonly isReadOnly: boolean;
  readonly inputMode?: 'text' | 'decimal' | 'url';
  readonly hint?: string;
  readonly dir?: 'auto' | 'ltr';
  /** Returns the problem with a text in words, or undefined if it was accepted. */
  readonly onSave: (inputText: string) => string | undefined;
}

/** A value that is edited in place. A rejected text stays, with the problem. */
export function LineValue(props: LineValueProps) {
  const { label, displayText, initialInput, empty, isReadOnly, inputMode = 'text', hint, dir = 'auto', onSave } = props;
  // The text and `onSave` from the start of editing: leaving must not undo others' changes since.
  const [original, setOriginal] = useState<Pick<LineValueProps, 'initialInput' | 'onSave'>>();
  const [inputText, setInputText] = useState('');
  const [error, setError] = useState<string>();
  const { onKeyDown, takeGivenUp } = useLineKeys();

  const begin = () => {
    setOriginal({ initialInput, onSave });
    setInputText(initialInput);
  };
  const finish = () => {
    if (!original) return;
    const wrong =
      takeGivenUp() || inputText.trim() === original.initialInput ? undefined : original.onSave(inputText.trim());
    setError(wrong);
    if (wrong === undefined) setOriginal(undefined);
  };
  useWhenRemoved(finish);
  if (!original) {
    return (
      <button
        type="button"
        aria-label={`${label}: ${displayText === '' ? empty : displayText}`}
        disabled={isReadOnly}
        className="property min-w-0 cursor-text text-start"
        onClick={begin}
      >
        {displayText === '' ? <Unset>{empty}</Unset> : <bdi className="min-w-0 break-words">{displayText}</bdi>}
      </button>
    );
  }
  return (
    <span className="grid min-w-0 flex-1 px-2">
      <input
        aria-label={label}
        aria-invalid={error !== undefined || undefined}
        autoFocus
        dir={dir}
        value={inputText}
        inputMode={inputMode}
        placeholder={hint}
        className="h-8 w-full min-w-0 rounded-[6px] border border-line-strong bg-surface px-2 aria-invalid:border-danger"
        onChange={(event) => setInputText(event.target.value)}
        onBlur={finish}
        onKeyDown={onKeyDown}
      />
      {error !== undefined && (
        <span role="alert" className="text-meta text-danger">
          {error}
        </span>
      )}
    </span>
  );
}
