import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { hasDraft, useDraft } from '../lib/use-draft.ts';
import { Button } from './button.tsx';
import { Markdown } from './markdown.tsx';
import type { MarkdownFieldProps } from './markdown-field.tsx';

interface Whole {
  readonly description: string;
}

interface DescribedProps<Thing extends Whole> {
  readonly of: Thing;
  readonly label: string;
  readonly placeholder: string;
  /** Says, where nothing is written yet, that something could be. */
  readonly add: string;
  /** Under which name the text is kept while it is being written. */
  readonly draftName: string;
  readonly longest: number;
  readonly isReadOnly: boolean;
  readonly field: (field: MarkdownFieldProps) => ReactNode;
  /** Writes a text over that of `base`, as it was when the writing began; true once nothing more is to be done. */
  readonly save: (base: Thing, description: string) => Promise<boolean>;
}

/** What something is about, read as it is meant and written as markdown. */
export function Described<Thing extends Whole>(props: DescribedProps<Thing>) {
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

function DescriptionEditor<Thing extends Whole>(props: DescribedProps<Thing> & { readonly onDone: () => void }) {
  const { of: thing, label, placeholder, draftName, longest, field, save, onDone } = props;
  const { t } = useTexts();
  // What was read when the writing began: others' changes since then are told, not written over.
  const [base] = useState(thing);
  const draft = useDraft(draftName, base.description);
  const [isSaving, setSaving] = useState(false);
  const isUnchanged = draft.text === base.description;
  const leave = () => {
    draft.discard();
    onDone();
  };
  const finish = async () => {
    setSaving(true);
    const isDone = isUnchanged || (await save(base, draft.text));
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
