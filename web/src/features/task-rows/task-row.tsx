import { basePath } from '../../lib/base-path.ts';
import type { CSSProperties, MouseEvent } from 'react';
import { CalendarClock, Check, Lock } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { keepFocusBeside } from '../../lib/focus-beside.ts';
import { useMe } from '../../data/session/use-me.ts';
import { useTeam } from '../../data/teams/use-team.ts';
import type { Label } from '../../api/types.ts';
import { classNames } from '../../lib/class-names.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useSwipe } from '../../lib/use-swipe.ts';
import { Icon } from '../../ui/icon.tsx';
import { SwipeHint } from '../../ui/swipe-hint.tsx';
import { PriorityBars } from '../tasks/priority-bars.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { isOpen as isOpenTask } from '../../data/tasks/is-open.ts';
import { DueText } from '../tasks/due-text.tsx';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import type { KnownTask } from '../../data/tasks/store.ts';

interface TaskRowProps {
  readonly task: KnownTask;
  readonly labels: readonly Label[];
  readonly style: CSSProperties;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  /** Whether it shows its team, in a list of one's own tasks. */
  readonly hasTeam: boolean;
  /** Whether it can be selected and completed. */
  readonly mayWork: boolean;
  readonly onChoose: (id: string, isRange: boolean) => void;
  readonly onComplete: (task: KnownTask) => void;
  /** Makes it due tomorrow. */
  readonly onPostpone: (task: KnownTask) => void;
  readonly onOpen: (id: string) => void;
}

const maxLabels = 2;

/** The task of the row that contains an element. */
export function rowOf(target: EventTarget | null): string | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return row?.dataset['row'] ?? null;
}

export function TaskRow(props: TaskRowProps) {
  const { t } = useTexts();
  const { task, labels, style, isOpen, isChosen, hasTeam, mayWork, onChoose, onComplete, onPostpone, onOpen } = props;
  const { id, key, title, category, status, priority, assignee } = task;
  const me = useMe();
  const team = useTeam(task.teamId);
  const swipe = useSwipe({ onRight: () => onComplete(task), onLeft: () => onPostpone(task) });
  const own = task.labelIds.flatMap((labelId) => labels.find((label) => label.id === labelId) ?? []);
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (event.shiftKey && mayWork) onChoose(id, true);
    else onOpen(id);
  };
  return (
    <li data-row={id} className="list-item" style={style}>
      {mayWork && <SwipeHint offset={swipe.offset} isEnough={swipe.isEnough} right={Check} left={CalendarClock} />}
      <div
        {...(mayWork ? swipe.handlers : {})}
        className={classNames('list-row @container', isChosen && 'list-row-chosen', isOpen && 'list-row-open')}
        style={swipe.offset === 0 ? undefined : { transform: `translateX(${swipe.offset}px)` }}
      >
        {mayWork && (
          <input
            type="checkbox"
            aria-label={t('list.selectTask', { title })}
            className="list-box"
            checked={isChosen}
            onChange={(event) => onChoose(id, (event.nativeEvent as globalThis.MouseEvent).shiftKey)}
          />
        )}
        {mayWork ? (
          <button
            type="button"
            aria-label={t(isOpenTask(task) ? 'list.complete' : 'list.reopen', { key, status: statusName(status) })}
            title={statusName(status)}
            className="list-ring"
            onClick={({ currentTarget }) => {
              keepFocusBeside(currentTarget);
              onComplete(task);
            }}
          >
            <StatusRing category={category} />
          </button>
        ) : (
          <span role="img" aria-label={statusName(status)} title={statusName(status)}>
            <StatusRing category={category} />
          </span>
        )}
        <span className="flex w-18 shrink-0 items-center gap-2 text-meta text-muted max-sm:hidden">
          {hasTeam && (
            <span
              aria-hidden
              title={team?.name}
              className="size-2 shrink-0 rounded-[3px]"
              style={{ backgroundColor: team?.colour }}
            />
          )}
          <span className="truncate" dir="ltr">
            {key}
          </span>
        </span>
        <a
          id={taskLinkId(id)}
          href={`${basePath}/tasks/${id}`}
          onClick={follow}
          className={classNames(
            'own-direction min-w-0 flex-1 truncate outline-none after:absolute after:inset-0',
            !isOpenTask(task) && 'text-muted',
            category === 'done' && 'line-through',
          )}
        >
          {title}
        </a>
        {task.blocked && isOpenTask(task) && (
          <span role="img" aria-label={t('task.blocked')} title={t('task.blocked')} className="text-danger">
            <Icon of={Lock} size={14} />
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
          {assignee && !(hasTeam && assignee.id === me.id) && (
            <Avatar
              name={assignee.name}
              url={assignee.avatarUrl}
              label={t('task.assignedTo', { name: assignee.name })}
            />
          )}
        </span>
      </div>
    </li>
  );
}
