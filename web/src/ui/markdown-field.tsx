import { type ComponentProps, type KeyboardEvent, type ReactNode, type Ref, useId, useState } from 'react';
import { GrowingTextArea } from './growing-text-area.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from '../lib/class-names.ts';
import { Markdown } from './markdown.tsx';
import type { WhenWhole } from './use-whole-text.ts';

export interface MarkdownFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly maxLength: number;
  readonly minRows: number;
  readonly autoFocus?: boolean;
  /** While the text is being sent. */
  readonly isReadOnly?: boolean;
  readonly onChange: (value: string) => void;
  /** Ctrl or Command with Enter. */
  readonly onSubmit: () => void;
  readonly onEscape?: (() => void) | undefined;
  /** Returns to the editor that shows the text as it will be read. */
  readonly onFormatted?: (() => void) | undefined;
  /** Set by an editor that uploads files. */
  readonly whole?: Ref<WhenWhole>;
  /** Completes a word while it is typed: it receives the keys first. */
  readonly completion?: Completion;
}

export interface Completion {
  readonly field: Pick<
    ComponentProps<'textarea'>,
    | 'ref'
    | 'role'
    | 'aria-autocomplete'
    | 'aria-controls'
    | 'aria-expanded'
    | 'aria-activedescendant'
    | 'onSelect'
    | 'onBlur'
  >;
  /** True if the key was handled. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  readonly list: ReactNode;
}

/** A Markdown field with a preview. Its text is a draft that survives a reload. */
export function MarkdownField(props: MarkdownFieldProps) {
  const { label, placeholder, value, maxLength, minRows, autoFocus = true, onChange, onSubmit, onEscape } = props;
  const { isReadOnly = false, completion, onFormatted } = props;
  const { t } = useTexts();
  const [isPreview, setPreview] = useState(false);
  const id = useId();

  const onKeyDown = (event: KeyboardEvent) => {
    if (completion?.onKeyDown(event)) return;
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      onSubmit();
    }
    if (event.key !== 'Escape') return;
    // An unfinished text must not be lost by a key that closes things.
    event.stopPropagation();
    onEscape?.();
  };
  const tab = (name: string, isPressed: boolean) => (
    <button
      type="button"
      aria-pressed={isPressed}
      aria-controls={id}
      className={classNames(
        'rounded-small px-2 text-meta hover:text-ink',
        isPressed ? 'bg-hover font-medium text-ink' : 'text-muted',
      )}
      onClick={() => setPreview(!isPreview)}
    >
      {name}
    </button>
  );
  return (
    <div className="rounded-normal border border-line bg-surface transition-colors hover:border-line-strong focus-within:border-accent!">
      <div id={id} className="px-3 pt-2">
        {isPreview ? (
          <div className="min-h-20">
            {value.trim() === '' ? <p className="text-muted">{t('markdown.empty')}</p> : <Markdown>{value}</Markdown>}
          </div>
        ) : (
          <GrowingTextArea
            data-draft=""
            aria-label={label}
            placeholder={placeholder}
            value={value}
            maxLength={maxLength}
            rows={minRows}
            readOnly={isReadOnly}
            autoFocus={autoFocus}
            className="own-direction max-h-[50dvh] w-full resize-none pointer-coarse:min-h-11 bg-transparent leading-(--leading) outline-none"
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={onKeyDown}
            {...completion?.field}
          />
        )}
      </div>
      {!isPreview && completion?.list}
      <div className="field-foot flex gap-1 px-2 pb-1.5">
        {tab(t('markdown.write'), !isPreview)}
        {tab(t('markdown.preview'), isPreview)}
        {onFormatted ? (
          <button type="button" className="tool-text ms-auto bg-hover" aria-pressed onClick={onFormatted}>
            {t('markdown.hint')}
          </button>
        ) : (
          <span className="ms-auto px-1 text-meta text-muted max-sm:hidden">{t('markdown.hint')}</span>
        )}
      </div>
    </div>
  );
}
