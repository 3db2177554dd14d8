import { useMemo, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { mergeTexts, textDifference, type TextPart } from '../lib/text-difference.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { GrowingTextArea } from './growing-text-area.tsx';

/** Whose text is kept; `null` returns to editing. */
export type Side = 'mine' | 'theirs' | null;

interface TwoSidesDialogProps {
  /** The name of the field that both sides changed. */
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
  /** The name of the person who changed it, if it is known. */
  readonly by?: string | undefined;
  /** Says who changed it, if it is not somebody else. */
  readonly text?: string | undefined;
  readonly onChoose: (side: Side) => void;
  /** For texts: what it was before both changes, and what becomes of a text that contains both. */
  readonly merge?: { readonly before: string; readonly onSave: (text: string) => void } | undefined;
}

/** A conflict: the value of somebody else and one's own with their differences, and the choice between them. */
export function TwoSidesDialog({ field, mine, theirs, by, text, onChoose, merge }: TwoSidesDialogProps) {
  const { t } = useTexts();
  const [merged, setMerged] = useState<string | null>(null);
  const difference = useMemo(() => textDifference(theirs, mine), [theirs, mine]);
  const isMerging = merge !== undefined && merged !== null;
  return (
    <Dialog
      title={t('conflict.title', { field })}
      onClose={() => onChoose(null)}
      actions={
        isMerging ? (
          <>
            <Button onClick={() => setMerged(null)}>{t('conflict.back')}</Button>
            <Button tone="primary" disabled={merged.trim() === ''} onClick={() => merge.onSave(merged)}>
              {t('conflict.saveMerged')}
            </Button>
          </>
        ) : (
          <>
            {merge && (
              <Button onClick={() => setMerged(mergeTexts(merge.before, mine, theirs))}>{t('conflict.merge')}</Button>
            )}
            <Button onClick={() => onChoose('theirs')}>{t('conflict.takeTheirs')}</Button>
            <Button tone="primary" onClick={() => onChoose('mine')}>
              {t('conflict.keepMine')}
            </Button>
          </>
        )
      }
    >
      <p className="text-soft">
        {text ?? (by === undefined ? t('conflict.text') : t('conflict.textBy', { name: by }))}{' '}
        {isMerging && t('conflict.mergeHint')}
      </p>
      {isMerging && (
        <GrowingTextArea
          aria-label={t('conflict.merged')}
          value={merged}
          rows={4}
          className="own-direction max-h-72 w-full overflow-y-auto rounded-[6px] border border-line-strong bg-surface px-3 py-2"
          onChange={(event) => setMerged(event.target.value)}
        />
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <SideText title={t('conflict.theirs')} parts={difference.one} mark="del" />
        <SideText title={t('conflict.mine')} parts={difference.other} mark="ins" />
      </div>
    </Dialog>
  );
}

const inserted = 'rounded-[2px] bg-accent-wash decoration-accent decoration-2 underline-offset-3';
const deleted = 'rounded-[2px] bg-hover decoration-danger';

interface SideTextProps {
  readonly title: string;
  readonly parts: readonly TextPart[];
  /** What is only in their text would be deleted by one's own, which inserts what is only in it. */
  readonly mark: 'del' | 'ins';
}

function SideText({ title, parts, mark: Mark }: SideTextProps) {
  return (
    <section className="grid content-start gap-1">
      <h3 className="text-meta font-medium text-muted">{title}</h3>
      <p
        dir="auto"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without a mouse the arrow keys scroll it
        tabIndex={0}
        className="max-h-60 overflow-y-auto rounded-[6px] border border-line bg-page px-3 py-2 break-words whitespace-pre-wrap"
      >
        {parts.map(({ text, isChanged }, index) =>
          isChanged ? (
            // The parts of a text have no other identity than their place.
            // oxlint-disable-next-line react/no-array-index-key
            <Mark key={index} className={Mark === 'ins' ? inserted : deleted}>
              {text}
            </Mark>
          ) : (
            text
          ),
        )}
      </p>
    </section>
  );
}
