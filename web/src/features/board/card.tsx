import { memo, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { boardTaskHref } from '../navigation/links.ts';
import type { Field, Label } from '../../api/types.ts';
import type { CardPart } from '../../data/boards/display.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { PriorityBars } from '../tasks/priority-bars.tsx';
import { isOptimistic } from '../../data/tasks/create-task.ts';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { CardFields } from './card-fields.tsx';
import { CardMeta, hasDetails } from './card-meta.tsx';
import { CardViewers } from './card-viewers.tsx';
import { useCardDrag } from './use-card-drag.ts';

interface CardProps {
  readonly task: KnownTask;
  /** The address of the board. */
  readonly path: string;
  readonly laneId: string;
  readonly columnId: string;
  readonly labels: ReadonlyMap<string, Label>;
  /** The custom fields that cards show. */
  readonly fields: readonly Field[];
  readonly hiddenParts: readonly CardPart[];
  readonly mayMove: boolean;
  readonly isOpen: boolean;
  readonly isLifted: boolean;
  readonly isSelected: boolean;
  /** Whether the Tab key stops here: one card per cell. */
  readonly isStop: boolean;
}

/** A task on the board. It has as few elements as possible, because a board shows many cards. */
export const Card = memo(function Card(props: CardProps) {
  const { task, path, laneId, columnId, labels, fields, hiddenParts, mayMove, isOpen, isLifted, isSelected, isStop } =
    props;
  const { t } = useTexts();
  const ref = useRef<HTMLElement>(null);
  const isNew = isOptimistic(task);
  const { isDragged, edge } = useCardDrag(ref, task.id, { laneId, columnId }, mayMove);
  const { key, title, priority, assignee, category } = task;
  const shows = (part: CardPart) => !hiddenParts.includes(part);
  const labelIds = shows('labels') ? task.labelIds : [];
  const shownDetails = { hasDue: shows('due'), hasCounts: shows('counts') };
  const hasMeta = hasDetails(task, shownDetails);
  const avatar = assignee && shows('assignee') && (
    <Avatar name={assignee.name} url={assignee.avatarUrl} label={t('task.assignedTo', { name: assignee.name })} />
  );
  const hasPriority = shows('priority') && priority !== 'none' && priority !== 'medium';
  return (
    <article
      ref={ref}
      data-card={task.id}
      data-edge={edge ?? undefined}
      className={classNames(
        'card',
        isOpen && 'card-open',
        isLifted && 'card-held',
        isSelected && 'card-selected',
        isDragged && 'card-left',
        (category === 'done' || category === 'cancelled') && 'card-closed',
      )}
    >
      <div className="card-line">
        {isSelected && <span className="sr-only">{t('board.selected')}</span>}
        {(isNew || shows('key')) && <span>{isNew ? t('board.saving') : key}</span>}
        {labelIds.slice(0, 2).map((id) => {
          const label = labels.get(id);
          return label && <LabelMark key={id} label={label} />;
        })}
        {labelIds.length > 2 && <span>+{formatNumber(labelIds.length - 2)}</span>}
        <CardViewers taskId={task.id} />
        {(hasPriority || (avatar && !hasMeta)) && (
          <span className="card-end">
            {hasPriority && (
              <PriorityBars
                priority={priority}
                label={t('task.priorityIs', { priority: t(`shared:priorities.${priority}`) })}
              />
            )}
            {/* Without a row of details, nobody needs one for the avatar alone. */}
            {!hasMeta && avatar}
          </span>
        )}
      </div>
      <a
        id={taskLinkId(task.id)}
        href={boardTaskHref(path, task.id)}
        draggable={false}
        tabIndex={isStop ? 0 : -1}
        aria-keyshortcuts="Enter Space E X S A P L D M"
        dir="auto"
        className="card-title"
      >
        {title}
      </a>
      {shows('fields') && <CardFields task={task} fields={fields} />}
      {hasMeta && (
        <CardMeta task={task} {...shownDetails}>
          {avatar}
        </CardMeta>
      )}
    </article>
  );
});

function LabelMark({ label: { name, colour } }: { label: Label }) {
  return (
    <bdi className="label-mark" style={{ '--label': colour }}>
      {name}
    </bdi>
  );
}
