import { Ellipsis, Pencil, Reply, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Comment, Task } from '../../../api/types.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { hasDraft } from '../../../lib/use-draft.ts';
import { Ago } from '../../../ui/ago.tsx';
import { Avatar } from '../../../ui/avatar.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Markdown } from '../../../ui/markdown.tsx';
import { Name } from '../../../ui/name.tsx';
import { MenuButton } from '../../../ui/popup/menu-button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useMe } from '../../../data/session/use-me.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { CommentEditor, editDraftName } from './comment-editor.tsx';
import { CommentHistory } from './comment-history.tsx';
import { changeComment, deleteComment } from '../../../data/comments/queries.ts';
import { nameOfAuthor } from './name-of-author.ts';
import { ReactionButton, Reactions } from './reactions.tsx';

interface CommentItemProps {
  readonly comment: Comment;
  readonly task: Task;
  readonly onReply: () => void;
}

/** A comment, or the place of one that was deleted and has replies. */
export function CommentItem(props: CommentItemProps) {
  const { t } = useTexts();
  if (props.comment.deletedAt === null) return <WrittenComment {...props} />;
  return <p className="text-muted italic">{t('comment.deleted')}</p>;
}

function WrittenComment({ comment, task, onReply }: CommentItemProps) {
  const { t } = useTexts();
  const me = useMe();
  // A text that was not saved is restored when the page is opened again: without the focus.
  const [editing, setEditing] = useState<'restored' | 'opened' | null>(() =>
    hasDraft(editDraftName(comment.id)) ? 'restored' : null,
  );
  const [showsHistory, setShowsHistory] = useState(false);
  const { author, imported, body, createdAt, editedAt } = comment;
  const rights = useTaskRights(task);
  const { remove: mayRemove } = rights;
  const name = nameOfAuthor(comment, t);
  // For imported comments, the importer is always shown, whoever the file names as the author.
  const importer = imported?.by.name ?? '';
  const importedText = importer === '' ? t('comment.imported') : t('comment.importedBy', { name: importer });

  const remove = () => {
    deleteComment(comment).catch((error: unknown) => {
      showToast({ tone: 'danger', text: t('comment.failedDelete'), detail: problemText(error) });
    });
  };
  const tick = (text: string) => {
    changeComment(comment, text, comment.version).catch((error: unknown) => {
      showToast({ tone: 'danger', text: t('comment.failedChange'), detail: problemText(error) });
    });
  };
  const edit = { id: 'edit', label: t('comment.edit'), icon: <Icon of={Pencil} />, run: () => setEditing('opened') };
  const away = { id: 'delete', label: t('comment.delete'), icon: <Icon of={Trash2} />, isDanger: true, run: remove };
  const isMine = author.id === me.id;
  const { work: mayWrite } = rights;
  const actions = isMine ? [edit, away] : mayRemove && task.createdBy !== me.id ? [away] : [];
  return (
    <div className="comment flex gap-3">
      <Avatar name={name} url={author.avatarUrl} size={24} />
      <article className="min-w-0 flex-1">
        <header className="flex h-6 items-center gap-2">
          <Name className="truncate font-medium">{name}</Name>
          <span className="text-meta whitespace-nowrap text-muted">
            <Ago moment={createdAt} />
            {imported !== null && ` · ${importedText}`}
            {editedAt !== null && ' · '}
            {editedAt !== null && (
              <button
                type="button"
                className="underline-offset-2 hover:underline"
                onClick={() => setShowsHistory(true)}
              >
                {t('comment.edited')}
              </button>
            )}
          </span>
          <span className="comment-actions">
            <ReactionButton comment={comment} />
            {mayWrite && (
              <IconButton
                label={t('comment.reply', { name })}
                className="size-6! pointer-coarse:size-10!"
                onClick={onReply}
              >
                <Icon of={Reply} size={14} className="rtl:-scale-x-100" />
              </IconButton>
            )}
            {actions.length > 0 && (
              <MenuButton
                label={t('comment.menu')}
                aria-label={t('comment.menu')}
                groups={[{ id: 'comment', items: actions }]}
                className="grid size-6 place-items-center rounded-small text-muted hover:bg-hover hover:text-ink pointer-coarse:size-10"
              >
                <Icon of={Ellipsis} />
              </MenuButton>
            )}
          </span>
        </header>
        {editing ? (
          <CommentEditor
            comment={comment}
            organizationId={task.organizationId}
            autoFocus={editing === 'opened'}
            onDone={() => setEditing(null)}
          />
        ) : (
          <Markdown onTick={isMine ? tick : undefined}>{body}</Markdown>
        )}
        <Reactions comment={comment} organizationId={task.organizationId} />
      </article>
      {showsHistory && <CommentHistory comment={comment} onClose={() => setShowsHistory(false)} />}
    </div>
  );
}
