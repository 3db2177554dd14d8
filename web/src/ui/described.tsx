import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import type { DraftBase } from '../lib/drafts.ts';
import { hasDraft, useDraft } from '../lib/use-draft.ts';
import { Button } from './button.tsx';
import { Markdown } from './markdown.tsx';
import type { MarkdownFieldProps } from './markdown-field.tsx';

interface DescribedProps {
  readonly of: { readonly description: string; readonly version?: number };
  readonly label: string;
  readonly placeholder: string;
  /** Says, where nothing is written yet, that something could be. */
  readonly add: string;
  /** Under which name the text is kept while it is being written. */
  readonly draftName: string;
  readonly longest: number;
  readonly isReadOnly: boolean;
  readonly field: (field: MarkdownFieldProps) => ReactNode;
  /** Writes a text over that of `base`, with which the writing began; true once nothing more is to be done. */
  readonly save: (text: string, base: DraftBase) => Promise<boolean>;
}

/** What something is about, read as it is meant and written as markdown. */
export function Described(props: DescribedProps) {
  const { of: thing, label, add, draftName, isReadOnly } = props;
  const { t } = useTexts();
  // Whoever left in the middle of writing finds it as it was.
  const [isEditing, setEditing] = useState(() => hasDraft(draftName));
  if (isEditing && !isReadOnly) return <DescriptionEditor {...props} onDone={() => setEditing(false)} />;
  if (thing.description === '') {
    return isReadOnly ? null : (
      <button
        type="button"
        className="-mx-2 rounded-[6px] px-2 py-1.5 text-start text-muted hover:bg-hover"
        onClick={() => setEditing(true)}
      >
        {add}
      </button>
    );
  }
  return (
    <section aria-label={label}>
      <Markdown>{thing.description}</Markdown>
      {!isReadOnly && (
        <Button tone="quiet" size="small" className="-mx-2 mt-1" onClick={() => setEditing(true)}>
          {t('task.editDescription')}
        </Button>
      )}
    </section>
  );
}

const minRows = 6;

function DescriptionEditor(props: DescribedProps & { readonly onDone: () => void }) {
  const { of: thing, label, placeholder, draftName, longest, field, save, onDone } = props;
  const { t } = useTexts();
  const draft = useDraft(draftName, thing.description, thing.version);
  const [isSaving, setSaving] = useState(false);
  const isUnchanged = draft.text === draft.base.text;
  const leave = () => {
    draft.discard();
    onDone();
  };
  const finish = async () => {
    setSaving(true);
    const isDone = isUnchanged || (await save(draft.text, draft.base));
    setSaving(false);
    if (isDone) leave();
  };
  return (
    <div className="grid gap-2">
      {field({
        label,
        placeholder,
        value: draft.text,
        maxLength: longest,
        minRows,
        isReadOnly: isSaving,
        onChange: draft.set,
        onSubmit: () => void finish(),
        onEscape: isUnchanged ? leave : undefined,
      })}
      <div className="flex justify-end gap-2">
        <Button size="small" onClick={leave}>
          {t('common.cancel')}
        </Button>
        <Button tone="primary" size="small" isBusy={isSaving} onClick={() => void finish()}>
          {t('common.save')}
        </Button>
      </div>
    </div>
  );
}
