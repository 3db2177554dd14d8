import {
  Archive,
  ArchiveRestore,
  ArrowRightLeft,
  Bell,
  BellOff,
  Check,
  Copy,
  CopyPlus,
  Ellipsis,
  LayoutTemplate,
  Link2,
  type LucideIcon,
  Maximize2,
  Minimize2,
  PanelRight,
  RotateCcw,
  Trash2,
  Volume2,
  VolumeX,
  X,
} from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { classNames } from '../../../lib/class-names.ts';
import { isProblem } from '../../../lib/problem.ts';
import { useSignal } from '../../../lib/signal.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { IconButton, iconButton } from '../../../ui/icon-button.tsx';
import { MenuButton } from '../../../ui/popup/menu-button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useMe } from '../../../data/session/use-me.ts';
import { useTeamPermissions } from '../../../data/organizations/use-permissions.ts';
import { type Mute, useMute } from '../../../data/notifications/mutes.ts';
import { toggleDone } from '../../../data/tasks/close-task.ts';
import { isOpen as isOpenTask } from '../../../data/tasks/is-open.ts';
import { duplicateTask } from '../../../data/tasks/duplicate-task.ts';
import { deleteTask, setArchived, showDeletionFailure } from '../../../data/tasks/archive-task.ts';
import { statusesQuery } from '../../../data/workflow/queries.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { setWatchers } from '../../../data/tasks/watch-task.ts';
import { copyTaskLink } from '../../task-actions/copy-task-link.ts';
import { SaveTaskDialog } from '../../templates/save-template.ts';
import { MoveTeamDialog } from './move-team-dialog.tsx';
import { Neighbours } from './neighbours.tsx';
import { StillOpenDialog } from './still-open-dialog.tsx';
import { panelSize, toggleFull, togglePinned } from './panel-size.ts';
import { Viewers } from './viewers.tsx';

export function PanelHeader({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTexts();
  const me = useMe();
  const size = useSignal(panelSize);
  const may = useTaskRights(task);
  const { data: statuses = [] } = useQuery(statusesQuery(task.teamId));
  const mute = useMute({ kind: 'task', id: task.id, name: task.key });
  const groups = useTaskMenu(task, mute, onClose);
  const isOpen = isOpenTask(task);
  const isWatched = task.watcherIds.includes(me.id);
  const others = task.watcherIds.filter((id) => id !== me.id);
  return (
    <header className="flex h-13 flex-none items-center gap-1.5 border-b border-line px-4 ps-6 max-sm:px-3 max-[22rem]:gap-0.5">
      <h2 className="text-meta font-normal whitespace-nowrap text-muted">
        <bdi dir="ltr">{task.key}</bdi>
      </h2>
      <Neighbours taskId={task.id} />
      <span className="flex-1" />
      <Viewers taskId={task.id} />
      {mute.isMuted && (
        <Button size="small" tone="quiet" title={t('mute.unmute')} onClick={mute.toggle}>
          <Icon of={VolumeX} />
          <span className="max-sm:sr-only">{t('mute.isMuted')}</span>
        </Button>
      )}
      {may.work && (
        <Button size="small" onClick={() => void toggleDone(task, statuses)}>
          <Icon of={isOpen ? Check : RotateCcw} className={isOpen ? 'text-done' : ''} />
          {t(isOpen ? 'task.complete' : 'task.reopen')}
        </Button>
      )}
      <IconButton
        label={t(isWatched ? 'task.unwatch' : 'task.watch')}
        aria-pressed={isWatched}
        onClick={() => void setWatchers(task, isWatched ? others : [...others, me.id])}
      >
        <Icon of={isWatched ? Bell : BellOff} />
      </IconButton>
      {size !== 'full' && (
        <IconButton
          label={t('task.pin')}
          aria-pressed={size === 'pinned'}
          className={classNames('max-lg:hidden', size === 'pinned' && 'bg-hover text-accent-text!')}
          onClick={togglePinned}
        >
          <Icon of={PanelRight} className="rtl:-scale-x-100" />
        </IconButton>
      )}
      <IconButton
        label={t('task.fullPage')}
        aria-pressed={size === 'full'}
        className="max-md:hidden"
        onClick={toggleFull}
      >
        <Icon of={size === 'full' ? Minimize2 : Maximize2} />
      </IconButton>
      <MenuButton label={t('task.menu')} aria-label={t('task.menu')} groups={groups.items} className={iconButton}>
        <Icon of={Ellipsis} />
      </MenuButton>
      <IconButton label={t('common.close')} shortcut="Esc" onClick={onClose}>
        <Icon of={X} />
      </IconButton>
      {groups.open === 'still-open' && <StillOpenDialog task={task} onClose={groups.close} />}
      {groups.open === 'template' && <SaveTaskDialog task={task} onClose={groups.close} />}
      {groups.open === 'team' && <MoveTeamDialog task={task} onClose={groups.close} />}
    </header>
  );
}

/** The menu of actions on a task, and the open dialog. */
function useTaskMenu(task: Task, mute: Mute, onDeleted: () => void) {
  const { t } = useTexts();
  const may = useTaskRights(task);
  const mayKeep = useTeamPermissions(task.teamId)?.createTasks ?? false;
  const navigate = useNavigate();
  const [open, setOpen] = useState<'still-open' | 'team' | 'template' | null>(null);
  const isArchived = task.archivedAt !== null;

  const duplicate = async (withSubtasks: boolean) => {
    const copy = await duplicateTask(task, withSubtasks);
    if (!copy) return;
    const show = () => void navigate({ to: '/tasks/$taskId', params: { taskId: copy.id } });
    showToast({ text: t('task.done.duplicate', { key: copy.key }), action: { label: t('task.openIt'), run: show } });
  };
  const moveToTrash = async () => {
    try {
      await deleteTask(task);
      onDeleted();
    } catch (error) {
      if (isProblem(error, 'task-not-closed')) return setOpen('still-open');
      showDeletionFailure(task, error);
    }
  };
  const link = item('link', t('task.copyLink'), Link2, () => void copyTaskLink(task.id));
  const copy = item('duplicate', t('task.duplicate'), Copy, () => void duplicate(false));
  const copyAll = item('duplicate-all', t('task.duplicateAll'), CopyPlus, () => void duplicate(true));
  const template = item('template', t('task.saveAsTemplate'), LayoutTemplate, () => setOpen('template'));
  const toTeam = item('team', t('task.toTeam'), ArrowRightLeft, () => setOpen('team'));
  const archive = item(
    'archive',
    t(isArchived ? 'task.unarchive' : 'task.archive'),
    isArchived ? ArchiveRestore : Archive,
    () => void setArchived(task, !isArchived),
  );
  const remove = { ...item('delete', t('task.delete'), Trash2, () => void moveToTrash()), isDanger: true };
  return {
    open,
    close: () => setOpen(null),
    items: [
      {
        id: 'task',
        items: [
          link,
          ...(may.work ? [copy] : []),
          ...(may.work && task.subtaskTotal > 0 ? [copyAll] : []),
          ...(mayKeep ? [template] : []),
          ...(may.edit ? [toTeam] : []),
          ...(may.work ? [archive] : []),
          item('mute', t(mute.isMuted ? 'mute.unmute' : 'mute.mute'), mute.isMuted ? Volume2 : VolumeX, mute.toggle),
        ],
      },
      ...(may.remove ? [{ id: 'delete', items: [remove] }] : []),
    ],
  };
}

function item(id: string, label: string, icon: LucideIcon, run: () => void) {
  return { id, label, icon: <Icon of={icon} />, run };
}
