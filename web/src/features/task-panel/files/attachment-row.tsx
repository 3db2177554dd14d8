import { Download, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Attachment, Task } from '../../../api/types.ts';
import { formatBytes } from '../../../i18n/bytes.ts';
import { Ago } from '../../../ui/ago.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { useMe } from '../../../data/session/use-me.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { attachmentHref, detach, isPicture } from '../../../data/attachments/queries.ts';

/** A file with its link; pictures with a preview. */
export function AttachmentRow({ file, task }: { file: Attachment; task: Task }) {
  const { t } = useTexts();
  const me = useMe();
  const may = useTaskRights(task);
  const [isRemoving, setRemoving] = useState(false);
  const { filename, bytes, createdAt, createdBy } = file;
  const href = attachmentHref(file);
  const mayRemove = createdBy === me.id || (may.remove && task.createdBy !== me.id);
  return (
    <li className="group relative -mx-2 flex min-h-8 items-center gap-2.5 rounded-[6px] px-2 py-1 hover:bg-hover">
      {isPicture(file) ? (
        <img src={href} alt="" loading="lazy" className="size-10 rounded-small border border-line object-cover" />
      ) : (
        <Icon of={Download} className="text-muted" />
      )}
      <a
        href={href}
        {...(isPicture(file) ? { target: '_blank', rel: 'noopener' } : { download: filename })}
        className="own-direction min-w-0 flex-1 truncate after:absolute after:inset-0"
      >
        {filename}
      </a>
      <span className="text-meta whitespace-nowrap text-muted">
        {formatBytes(bytes)}
        <span className="max-sm:hidden">
          {' · '}
          <Ago moment={createdAt} />
        </span>
      </span>
      {mayRemove && (
        <IconButton
          label={t('attachments.remove', { name: filename })}
          className="relative z-1 -my-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
          onClick={() => setRemoving(true)}
        >
          <Icon of={Trash2} />
        </IconButton>
      )}
      {isRemoving && (
        <ConfirmDialog
          title={t('attachments.removeTitle', { name: filename })}
          submit={t('attachments.removeSubmit')}
          onConfirm={() => detach(file)}
          onClose={() => setRemoving(false)}
        >
          {t('attachments.removeText')}
        </ConfirmDialog>
      )}
    </li>
  );
}
