import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { addTextsOf } from '../../i18n/language.ts';
import { createSignal, useSignal } from '../../lib/signal.ts';
import type { MarkdownFieldProps } from '../markdown-field.tsx';
import type { TextEditorProps } from './text-editor.tsx';

interface RichFieldProps extends MarkdownFieldProps {
  /** The same field for Markdown as it is written. */
  readonly plain: (field: MarkdownFieldProps) => ReactNode;
}

const loaded = createSignal<{ readonly Editor: ComponentType<TextEditorProps> } | null>(null);
const modeKey = 'taskuno.text-editor';
const isSource = createSignal(globalThis.localStorage?.getItem(modeKey) === 'markdown');

/** Loads the editor's code. Until it has come, or if it does not, texts are edited as Markdown. */
export function loadEditor(): void {
  if (loaded.get() !== null) return;
  Promise.all([import('./text-editor.tsx'), addTextsOf('editor')]).then(
    ([{ TextEditor }]) => loaded.set({ Editor: TextEditor }),
    () => undefined,
  );
}

/**
 * A Markdown text that is edited as it will be read, or as Markdown where somebody prefers that. The editor is loaded
 * with the first focus; what is typed until then stays.
 */
export function RichField({ plain, ...field }: RichFieldProps) {
  const editor = useSignal(loaded);
  const prefersSource = useSignal(isSource);
  const [isWanted, setWanted] = useState(field.autoFocus ?? true);
  const [hasFocus, setFocus] = useState(field.autoFocus ?? true);
  useEffect(() => {
    if (isWanted) loadEditor();
  }, [isWanted]);
  const choose = (wantsSource: boolean) => {
    setFocus(true);
    if (wantsSource) localStorage.setItem(modeKey, 'markdown');
    else localStorage.removeItem(modeKey);
    setWanted(true);
    isSource.set(wantsSource);
  };
  return (
    <div
      className="grid min-w-0"
      onFocus={() => {
        setFocus(true);
        setWanted(true);
      }}
      onBlur={() => setFocus(false)}
    >
      {editor !== null && isWanted && !prefersSource ? (
        <editor.Editor {...field} autoFocus={hasFocus} onSource={() => choose(true)} />
      ) : (
        plain({ ...field, autoFocus: hasFocus, onFormatted: prefersSource ? () => choose(false) : undefined })
      )}
    </div>
  );
}
