import { basePath } from '../../lib/base-path.ts';
import type { CSSProperties, MouseEvent } from 'react';
import { CircleSlash2 } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Label } from '../../api/types.ts';
import { classNames } from '../../lib/class-names.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PriorityBars } from '../tasks/priority-bars.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { isOpen as isOpenTask } from '../../data/tasks/close-task.ts';
import { DueText } from '../tasks/due-text.tsx';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import type { KnownTask } from '../../data/tasks/store.ts';

interface ListRowProps {
  readonly task: KnownTask;
  readonly labels: readonly Label[];
  readonly style: CSSProperties;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  readonly mayChoose: boolean;
  readonly onChoose: (id: string, isRange: boolean) => void;
  readonly onOpen: (id: string) => void;
}

const maxLabels = 2;

/** The task of the row that contains an element. */
export function rowOf(target: EventTarget | null): string | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return row?.dataset['row'] ?? null;
}

export function ListRow({ task, labels, style, isOpen, isChosen, mayChoose, onChoose, onOpen }: ListRowProps) {
  const { t } = useTexts();
  const { id, key, title, category, status, priority, assignee } = task;
  const own = task.labelIds.flatMap((labelId) => labels.find((label) => label.id === labelId) ?? []);
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (event.shiftKey && mayChoose) onChoose(id, true);
    else onOpen(id);
  };
  return (
    <li
      data-row={id}
      className={classNames('list-row @container', isChosen && 'list-row-chosen', isOpen && 'list-row-open')}
      style={style}
    >
      {mayChoose && (
        <input
          type="checkbox"
          aria-label={t('list.selectTask', { title })}
          className="list-box"
          checked={isChosen}
          onChange={(event) => onChoose(id, (event.nativeEvent as globalThis.MouseEvent).shiftKey)}
        />
      )}
      <span role="img" aria-label={statusName(status)} title={statusName(status)}>
        <StatusRing category={category} />
      </span>
      <span className="w-18 shrink-0 truncate text-meta text-muted max-sm:hidden" dir="ltr">
        {key}
      </span>
      <a
        id={taskLinkId(id)}
        href={`${basePath}/tasks/${id}`}
        onClick={follow}
        className={classNames(
          'own-direction min-w-0 flex-1 truncate outline-none after:absolute after:inset-0',
          !isOpenTask(task) && 'text-muted',
        )}
      >
        {title}
      </a>
      {task.blocked && isOpenTask(task) && (
        <span role="img" aria-label={t('task.blocked')} title={t('task.blocked')} className="text-danger">
          <Icon of={CircleSlash2} size={14} />
        </span>
      )}
      <span className="flex max-w-2/5 min-w-0 gap-2.5 text-meta text-muted @max-3xl:hidden">
        {own.slice(0, maxLabels).map(({ id: labelId, name, colour }) => (
          <bdi key={labelId} className="label-mark" style={{ '--label': colour }}>
            {name}
          </bdi>
        ))}
      </span>
      <span className="w-24 shrink-0 text-end text-meta text-muted @max-xl:w-auto">
        <DueText task={task} />
      </span>
      <PriorityBars
        priority={priority}
        label={t('task.priorityIs', { priority: t(`shared:priorities.${priority}`) })}
      />
      <span className="flex size-5 shrink-0">
        {assignee && (
          <Avatar name={assignee.name} url={assignee.avatarUrl} label={t('task.assignedTo', { name: assignee.name })} />
        )}
      </span>
    </li>
  );
}
