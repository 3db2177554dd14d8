import { Archive, ArchiveRestore, Check, Ellipsis, Link2, RotateCcw, Trash2, X } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { toggleDone } from '../tasks/close-task.ts';
import { setArchived } from '../tasks/put-away-task.ts';
import { statusesQuery } from '../tasks/queries.ts';
import { useTaskRights } from '../tasks/use-task-rights.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import type { WholeTask } from './task-view.tsx';

export function PanelHeader({ task, onClose }: { task: WholeTask; onClose: () => void }) {
  const { t } = useTexts();
  const may = useTaskRights(task);
  const { data: statuses = [] } = useQuery(statusesQuery(task.teamId));
  const [isDeleting, setDeleting] = useState(false);
  const isOpen = task.category === 'todo' || task.category === 'in_progress';
  const isArchived = task.archivedAt !== null;

  const copyLink = async () => {
    await navigator.clipboard.writeText(`${location.origin}/tasks/${task.id}`);
    showToast({ text: t('task.linkCopied') });
  };
  const link = { id: 'link', label: t('task.copyLink'), icon: <Icon of={Link2} />, run: () => void copyLink() };
  const archive = {
    id: 'archive',
    label: t(isArchived ? 'task.unarchive' : 'task.archive'),
    icon: <Icon of={isArchived ? ArchiveRestore : Archive} />,
    run: () => void setArchived(task, !isArchived),
  };
  const remove = {
    id: 'delete',
    label: t('task.delete'),
    icon: <Icon of={Trash2} />,
    isDanger: true,
    run: () => setDeleting(true),
  };
  return (
    <header className="flex h-13 flex-none items-center gap-1.5 border-b border-line px-4 ps-6 max-sm:ps-4">
      <span className="me-auto text-meta text-muted">
        <bdi dir="ltr">{task.key}</bdi>
      </span>
      {may.work && (
        <Button size="small" onClick={() => void toggleDone(task, statuses)}>
          <Icon of={isOpen ? Check : RotateCcw} className={isOpen ? 'text-done' : ''} />
          {t(isOpen ? 'task.complete' : 'task.reopen')}
        </Button>
      )}
      <MenuButton
        label={t('task.menu')}
        aria-label={t('task.menu')}
        groups={[
          { id: 'task', items: may.work ? [link, archive] : [link] },
          ...(may.remove ? [{ id: 'delete', items: [remove] }] : []),
        ]}
        className="grid size-7 place-items-center rounded-[6px] text-muted hover:bg-hover hover:text-ink aria-expanded:bg-hover"
      >
        <Icon of={Ellipsis} />
      </MenuButton>
      <IconButton label={t('common.close')} shortcut="Esc" onClick={onClose}>
        <Icon of={X} />
      </IconButton>
      {isDeleting && <DeleteDialog task={task} onClose={() => setDeleting(false)} onDeleted={onClose} />}
    </header>
  );
}
