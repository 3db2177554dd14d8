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
  /** Shown while there is no text. */
  readonly add: string;
  /** The key under which the draft is stored. */
  readonly draftName: string;
  readonly longest: number;
  readonly isReadOnly: boolean;
  readonly field: (field: MarkdownFieldProps) => ReactNode;
  /** Saves a text that was edited from `base`; true once it is saved or dropped. */
  readonly save: (text: string, base: DraftBase) => Promise<boolean>;
}

/** A Markdown text with an editor. */
export function Described(props: DescribedProps) {
  const { of: thing, label, add, draftName, isReadOnly } = props;
  const { t } = useTexts();
  // A draft is restored when the page is opened again.
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
