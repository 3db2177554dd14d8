import { useContext, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { problemText } from '../../i18n/problem-text.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import type { MarkdownFieldProps } from '../markdown-field.tsx';
import { showToast } from '../toasts.ts';
import { linkAt, setLink } from './document/commands.ts';
import { uploadInto } from './document/uploads.ts';
import { LinkField } from './link-field.tsx';
import { TextReferencesContext } from '../text-references.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { Toolbar } from './toolbar.tsx';
import { useEditor } from './use-editor.ts';
import { useSuggestions } from './use-suggestions.tsx';

export type TextEditorProps = Omit<MarkdownFieldProps, 'completion'> & {
  /** Shows the Markdown instead. */
  readonly onSource: () => void;
};

/** Edits a Markdown text as it will be read. */
export function TextEditor(props: TextEditorProps) {
  const { label, placeholder, value, maxLength, minRows, autoFocus = true, isReadOnly = false } = props;
  const { onChange, onSubmit, onEscape, onSource, whole } = props;
  const { t } = useTexts();
  const references = useContext(TextReferencesContext);
  const [isLinking, setLinking] = useState(false);
  const fileInput = useRef<HTMLInputElement>(null);
  const uploads = useRef(new Set<Promise<boolean>>());
  const onKey = useRef<(event: KeyboardEvent) => boolean>(() => false);
  const id = useId();
  const [active, setActive] = useState<string | null>(null);

  const upload = references?.upload;
  const addFile = (file: File, at: number) => {
    if (!upload || !view) return;
    const uploading = uploadInto(view, file, at, {
      upload,
      label: t('editor.uploading', { name: file.name }),
      onApart: () => showToast({ text: t('editor.uploadedApart', { name: file.name }) }),
      onFailed(failed, error) {
        const retry = { label: t('common.retry'), run: () => addFile(failed, view?.state.selection.to ?? 0) };
        const text = t('editor.uploadFailed', { name: failed.name });
        showToast({ tone: 'danger', text, detail: problemText(error), action: retry });
      },
    });
    uploads.current.add(uploading);
    void uploading.then(() => uploads.current.delete(uploading));
  };
  const whenWhole = async () => {
    let isWhole = true;
    while (uploads.current.size > 0) isWhole = (await Promise.all(uploads.current)).every(Boolean) && isWhole;
    flush();
    return isWhole;
  };
  const actWhenWhole = async (act: () => void) => {
    if (await whenWhole()) act();
  };

  /** To what is around the text, where the next Escape is heard. */
  const leave = () => view?.dom.parentElement?.closest<HTMLElement>('[tabindex]')?.focus();

  const { mount, view, state, isExact, run, flush } = useEditor({
    value,
    placeholder,
    autoFocus,
    isReadOnly,
    references,
    attributes: {
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': label,
      'data-draft': '',
      class: 'prose',
      style: `min-height: ${minRows * 1.65}em`,
      ...(active === null ? {} : { 'aria-autocomplete': 'list', 'aria-controls': id, 'aria-activedescendant': active }),
    },
    onChange,
    onSubmit: () => void actWhenWhole(onSubmit),
    onEscape: () => void actWhenWhole(onEscape ?? leave),
    onLink: () => setLinking(true),
    onKey: (event) => onKey.current(event),
    onFiles: (files, at) => files.forEach((file) => addFile(file, at)),
  });
  useImperativeHandle(whole, () => whenWhole);
  const onFile = upload ? () => fileInput.current?.click() : null;
  const suggestions = useSuggestions(view, state, references, onFile);
  useLayoutEffect(() => {
    onKey.current = suggestions.onKey;
  });
  const nextActive = suggestions.open && `${id}-${suggestions.open.active}`;
  if (nextActive !== active) setActive(nextActive);

  const excess = value.length - maxLength;
  return (
    <div className="text-editor">
      <div ref={mount} />
      {suggestions.open && view && <SuggestionList id={id} view={view} open={suggestions.open} />}
      {!isExact && <p className="px-3 pb-1 text-meta text-warning">{t('editor.notExact')}</p>}
      {excess > 0 && (
        <p role="alert" className="px-3 pb-1 text-meta text-danger">
          {t('editor.tooLong', { count: formatNumber(excess) })}
        </p>
      )}
      <div className="field-foot flex min-h-9 flex-wrap items-center gap-x-1 px-1.5 pb-1">
        {state && isLinking ? (
          <LinkField
            href={linkAt(state)}
            onSet={(href) => {
              setLinking(false);
              run(setLink(href));
            }}
            onClose={() => {
              setLinking(false);
              view?.focus();
            }}
          />
        ) : (
          <>
            {state && (
              <Toolbar
                state={state}
                run={run}
                onInsert={() =>
                  run(({ tr, selection: { $from } }, dispatch) => {
                    const isAtWord =
                      $from.parentOffset > 0 && !/\s$/.test($from.parent.textBetween(0, $from.parentOffset, ' ', ' '));
                    dispatch?.(tr.insertText(isAtWord ? ' /' : '/'));
                    return true;
                  })
                }
                onLink={() => setLinking(true)}
                onFile={onFile}
              />
            )}
            <button
              type="button"
              className="tool-text ms-auto"
              aria-pressed={false}
              onClick={() => void actWhenWhole(onSource)}
            >
              {t('markdown.hint')}
            </button>
          </>
        )}
      </div>
      <input
        ref={fileInput}
        type="file"
        multiple
        hidden
        aria-label={t('editor.blocks.file')}
        onChange={({ target }) => {
          for (const file of target.files ?? []) addFile(file, view?.state.selection.to ?? 0);
          target.value = '';
          view?.focus();
        }}
      />
    </div>
  );
}
