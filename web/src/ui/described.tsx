import { Pencil } from 'lucide-react';
import { type MouseEvent, type ReactNode, useEffectEvent, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import type { DraftBase } from '../lib/drafts.ts';
import { hasDraft, useDraft } from '../lib/use-draft.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import { Markdown } from './markdown.tsx';
import type { MarkdownFieldProps } from './markdown-field.tsx';
import { SaveState } from './save-state.tsx';
import { loadEditor } from './text-editor/rich-field.tsx';
import { type SaveText, useAutosave } from './use-autosave.ts';
import { useWholeText } from './use-whole-text.ts';

interface DescribedProps {
  readonly of: { readonly description: string; readonly version?: number };
  readonly label: string;
  readonly placeholder: string;
  /** Shown while there is no text. */
  readonly add: string;
  /** The key under which the draft is stored. */
  readonly draftName: string;
  readonly longest: number;
  readonly isReadOnly: boolean;
  readonly field: (field: MarkdownFieldProps) => ReactNode;
  readonly save: SaveText;
  /** Whether the text may be saved now, while somebody writes it. Default: only when it is left. */
  readonly mayAutosave?: () => boolean;
  /** Called when an editing ends that has saved the text, with the text before it and as it was saved last. */
  readonly onEnd?: (before: DraftBase, saved: DraftBase) => void;
}

/** A Markdown text that is edited by a click, and saved while it is written or when it is left. */
export function Described(props: DescribedProps) {
  const { of: thing, label, add, draftName, isReadOnly, save } = props;
  const { t } = useTexts();
  // A draft is restored when the page is opened again.
  const [isEditing, setEditing] = useState(() => hasDraft(draftName));
  if (isEditing && !isReadOnly) return <DescriptionEditor {...props} onDone={() => setEditing(false)} />;
  if (thing.description === '') {
    return isReadOnly ? null : (
      <button
        type="button"
        className="-mx-2 rounded-[6px] px-2 py-1.5 text-start text-muted hover:bg-hover"
        onPointerEnter={loadEditor}
        onClick={() => setEditing(true)}
      >
        {add}
      </button>
    );
  }
  if (isReadOnly) {
    return (
      <section aria-label={label}>
        <Markdown>{thing.description}</Markdown>
      </section>
    );
  }
  const tick = (text: string) => void save(text, { text: thing.description, version: thing.version ?? null }, 'end');
  const open = ({ target }: MouseEvent) => {
    const isOwn = target instanceof Element && target.closest('a, button, input') !== null;
    if (!isOwn && getSelection()?.isCollapsed !== false) setEditing(true);
  };
  return (
    <section aria-label={label} className="group relative">
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the button beside it is for keys */}
      <div
        className="-mx-2 cursor-text rounded-[6px] px-2 py-1 hover:bg-hover/50"
        onPointerEnter={loadEditor}
        onClick={open}
      >
        <Markdown onTick={tick}>{thing.description}</Markdown>
      </div>
      <IconButton
        label={t('task.editDescription')}
        className="absolute! -top-1 end-0 bg-surface opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
        onFocus={loadEditor}
        onClick={() => setEditing(true)}
      >
        <Icon of={Pencil} />
      </IconButton>
    </section>
  );
}

const minRows = 4;

function DescriptionEditor(props: DescribedProps & { readonly onDone: () => void }) {
  const { of: thing, label, placeholder, draftName, longest, field, save, mayAutosave, onDone, onEnd } = props;
  const { t } = useTexts();
  const draft = useDraft(draftName, thing.description, thing.version);
  const [start] = useState(draft.base);
  const [isSaving, setSaving] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  // A name is not saved while it is chosen: half of it may be somebody else's.
  const isChoosing = () => (frame.current?.querySelector('[aria-activedescendant]') ?? null) !== null;
  const autosave = useAutosave({ draft, save, mayAutosave: mayAutosave && (() => !isChoosing() && mayAutosave()) });
  const { whole, whenWhole } = useWholeText();
  const finish = async () => {
    setSaving(true);
    try {
      if (!(await whenWhole()) || !(await autosave.saveRest())) return;
    } finally {
      setSaving(false);
    }
    const saved = draft.latestBase();
    draft.discard();
    if (autosave.hasSaved) onEnd?.(start, saved);
    onDone();
  };
  const saveSoon = useEffectEvent(() => {
    const isElsewhere = document.hasFocus() && !frame.current?.contains(document.activeElement);
    if (!isSaving && isElsewhere && document.querySelector('dialog[open]') === null) void finish();
  });
  return (
    <div
      ref={frame}
      className="grid gap-2"
      // Once the focus has arrived elsewhere; another window or a dialog is not elsewhere.
      onBlur={() => requestAnimationFrame(() => saveSoon())}
    >
      {field({
        label,
        placeholder,
        value: draft.text,
        maxLength: longest,
        minRows,
        isReadOnly: isSaving,
        whole,
        onChange: draft.set,
        onSubmit: () => void finish(),
        onEscape: () => void finish(),
      })}
      <div className="flex items-center justify-end gap-3">
        <SaveState {...autosave} isUnsaved={draft.text !== draft.base.text}>
          {t(mayAutosave ? 'markdown.savedWhileTyping' : 'markdown.savedOnLeaving')}
        </SaveState>
        <Button tone="primary" size="small" isBusy={isSaving} onClick={() => void finish()}>
          {t('common.save')}
        </Button>
      </div>
    </div>
  );
}
