import { type KeyboardEvent, useRef, useState } from 'react';
import { Unset } from './place-properties.tsx';

interface LineValueProps {
  readonly label: string;
  /** As it is shown, and as it is typed. */
  readonly shown: string;
  readonly typedAs: string;
  readonly empty: string;
  readonly isReadOnly: boolean;
  readonly inputMode?: 'text' | 'decimal' | 'url';
  readonly hint?: string;
  readonly dir?: 'auto' | 'ltr';
  /** Returns what is wrong with a text, in words; nothing where it was taken. */
  readonly onSave: (typed: string) => string | undefined;
}

/** A value that is typed where it stands. A text that can't be taken stays, with what is wrong with it. */
export function LineValue(props: LineValueProps) {
  const { label, shown, typedAs, empty, isReadOnly, inputMode = 'text', hint, dir = 'auto', onSave } = props;
  // What was there when it was pressed, and the way to save of then: others' changes since are not undone by leaving.
  const [begun, setBegun] = useState<Pick<LineValueProps, 'typedAs' | 'onSave'>>();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const isGivenUp = useRef(false);

  const begin = () => {
    setBegun({ typedAs, onSave });
    setTyped(typedAs);
  };
  if (!begun) {
    return (
      <button
        type="button"
        aria-label={shown === '' ? label : `${label}: ${shown}`}
        disabled={isReadOnly}
        className="property min-w-0 cursor-text text-start"
        onClick={begin}
      >
        {shown === '' ? <Unset>{empty}</Unset> : <bdi className="min-w-0 break-words">{shown}</bdi>}
      </button>
    );
  }
  const finish = () => {
    const wrong = isGivenUp.current || typed.trim() === begun.typedAs ? undefined : begun.onSave(typed.trim());
    isGivenUp.current = false;
    setError(wrong);
    if (wrong === undefined) setBegun(undefined);
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
    <span className="grid min-w-0 flex-1 px-2">
      <input
        aria-label={label}
        aria-invalid={error !== undefined || undefined}
        autoFocus
        dir={dir}
        value={typed}
        inputMode={inputMode}
        placeholder={hint}
        className="h-8 w-full min-w-0 rounded-[6px] border border-line-strong bg-surface px-2 aria-invalid:border-danger"
        onChange={(event) => setTyped(event.target.value)}
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
