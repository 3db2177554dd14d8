import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Comment } from '../../../api/types.ts';
import { isProblem } from '../../../lib/problem.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { useDraft } from '../../../lib/use-draft.ts';
import { useQuestion } from '../../../lib/use-question.ts';
import { Button } from '../../../ui/button.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { SaveState } from '../../../ui/save-state.tsx';
import { type Side, TwoSidesDialog } from '../../../ui/two-sides-dialog.tsx';
import { type SaveText, useAutosave } from '../../../ui/use-autosave.ts';
import { useWholeText } from '../../../ui/use-whole-text.ts';
import { changeComment, shownComment } from '../../../data/comments/queries.ts';
import { TextField } from '../text/text-field.tsx';

const longestComment = 50_000;

/** The key under which the changed text of a comment is stored. */
export const editDraftName = (id: string) => `comment-edit.${id}`;

interface CommentEditorProps {
  readonly comment: Comment;
  readonly organizationId: string;
  readonly autoFocus: boolean;
  readonly onDone: () => void;
}

/** Changes a comment: it is saved while somebody writes. */
export function CommentEditor({ comment, organizationId, autoFocus, onDone }: CommentEditorProps) {
  const { t } = useTexts();
  const { id, taskId, body } = comment;
  /** What cancelling goes back to. */
  const start = useRef(body);
  const draft = useDraft(editDraftName(id), body);
  const frame = useRef<HTMLDivElement>(null);
  const send = useMutation({
    mutationFn: ({ text, version }: { text: string; version: number | null }) => changeComment(comment, text, version),
  });
  const { open, ask } = useQuestion<{ before: string; mine: string; theirs: string }, Side | { merged: string }>();
  const isGivenUp = useRef(false);
  const save: SaveText = async (written, base) => {
    let text = written;
    let before = base.text;
    if (text.trim() === '') return null;
    for (;;) {
      const latest = shownComment(taskId, id);
      const theirs = latest?.body ?? before;
      // Written in another window meanwhile. Whoever cancels takes back only what was saved here.
      if (theirs !== before.trim() && theirs !== text.trim()) {
        start.current = theirs;
        const decision = isGivenUp.current ? 'theirs' : await ask({ before, mine: text, theirs });
        if (decision === null) return null;
        if (decision === 'theirs') return { text: theirs, version: null };
        if (decision !== 'mine') text = decision.merged;
        before = theirs;
      }
      try {
        await send.mutateAsync({ text: text.trim(), version: latest?.version ?? null });
        return { text, version: null };
      } catch (error) {
        // Another window was faster: its text is the one that is shown now.
        if (!isProblem(error, 'stale') || shownComment(taskId, id)?.version === latest?.version) return null;
      }
    }
  };
  const mayAutosave = () =>
    draft.latest().trim() !== '' && (frame.current?.querySelector('[aria-activedescendant]') ?? null) === null;
  const autosave = useAutosave({ draft, save, mayAutosave });
  const { whole, whenWhole } = useWholeText();
  const [isLeaving, setLeaving] = useState(false);
  const leave = () => {
    draft.discard();
    onDone();
  };
  const submit = async () => {
    setLeaving(true);
    try {
      if ((await whenWhole()) && (await autosave.saveRest())) leave();
    } finally {
      setLeaving(false);
    }
  };
  // Also what was saved meanwhile, or is being saved.
  const cancel = async () => {
    isGivenUp.current = true;
    draft.set(start.current);
    if (await autosave.saveRest()) leave();
    isGivenUp.current = false;
  };
  return (
    <div ref={frame} className="mt-1 grid gap-2">
      <TextField
        organizationId={organizationId}
        label={t('comment.edit')}
        placeholder={t('comment.placeholder')}
        value={draft.text}
        maxLength={longestComment}
        minRows={2}
        autoFocus={autoFocus}
        isReadOnly={isLeaving}
        onChange={draft.set}
        whole={whole}
        onSubmit={() => void submit()}
        onEscape={() => void submit()}
      />
      <FormProblem>{send.error && problemText(send.error)}</FormProblem>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <SaveState {...autosave} isUnsaved={draft.text !== draft.base.text}>
          {t('markdown.savedWhileTyping')}
        </SaveState>
        <Button size="small" onClick={() => void cancel()}>
          {t('common.cancel')}
        </Button>
        <Button size="small" tone="primary" isBusy={isLeaving} onClick={() => void submit()}>
          {t('common.save')}
        </Button>
      </div>
      {open && (
        <TwoSidesDialog
          key={open.key}
          field={t('comment.name')}
          text={t('comment.changedElsewhere')}
          {...open.question}
          onChoose={open.answer}
          merge={{ before: open.question.before, onSave: (merged) => open.answer({ merged }) }}
        />
      )}
    </div>
  );
}
