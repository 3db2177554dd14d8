import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useMemo, useSyncExternalStore } from 'react';
import { dayOf } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { membersQuery } from '../../data/members/queries.ts';
import type { Fields } from '../../data/tasks/change-task.ts';
import { changeToGroup } from '../../data/tasks/change-group.ts';
import { groupOf } from '../../data/tasks/group-tasks.ts';
import { useGroupNames } from '../filters/use-group-names.tsx';
import { Board } from './board.tsx';
import type { Grouping, Preset } from './grouping.ts';
import { LaneMoveMenu } from './lane-move-menu.tsx';
import { Lanes } from './lanes.tsx';

const parts = { Lanes, MoveMenu: LaneMoveMenu };

interface GroupedBoardProps extends Omit<ComponentProps<typeof Board>, 'grouping' | 'lanes'> {
  readonly by: string;
}

/** A board with lanes. */
export function GroupedBoard({ by, ...boardProps }: GroupedBoardProps) {
  const { scope, view, columns } = boardProps;
  // The parents of the cards, one text while they are the same.
  const parents = useSyncExternalStore(view.subscribe, () =>
    by === 'parent'
      ? [
          ...new Set(columns.flatMap(({ id }) => view.content(id).cards.flatMap(({ parentId }) => parentId ?? []))),
        ].join()
      : '',
  );
  const grouping = useGrouping(scope, by, parents);
  return <Board {...boardProps} grouping={grouping} lanes={parts} />;
}

/** What a task without values has: the group of a new one is its only value. */
const blank = { id: '', labelIds: [], projectId: null };

function useGrouping(scope: TaskScope, by: string, parents: string): Grouping {
  const { timeZone } = useDateFormat();
  const now = useNow();
  const today = dayOf(now, timeZone);
  const parentIds = useMemo(() => (parents === '' ? [] : parents.split(',')), [parents]);
  const names = useGroupNames(scope, by, parentIds);
  const { data: members } = useQuery(membersQuery(scope.organizationId));
  // Only what is overdue changes by the minute.
  const moment = by === 'due' ? now.getTime() : 0;
  return useMemo(() => {
    const when = { timeZone, now: new Date(moment) };
    const { order, always, nameOf, iconOf, projectOf } = names;
    const personOf = (id: string) => members?.find(({ userId }) => userId === id)?.user ?? null;
    const context = { today, personOf, projectOf };
    return {
      by,
      options: { by, order, always, when },
      nameOf,
      iconOf,
      laneOf: (task) => groupOf(task, by, when),
      changeTo: (task, laneId, rights) => changeToGroup(task, [by, laneId], rights, context),
      presetOf(laneId) {
        if (laneId === '') return {};
        const change = changeToGroup(blank, [by, laneId], { work: true, edit: true }, context);
        return typeof change === 'string' ? null : presetWith(change.fields);
      },
    };
  }, [by, names, members, today, timeZone, moment]);
}

function presetWith(group: Fields): Preset {
  const { assigneeId, projectId, parentId, priority, labelIds, dueDate, milestoneId, customFields = {} } = group;
  const [fieldId, value] = Object.entries(customFields)[0] ?? [];
  return {
    ...(assigneeId ? { assigneeId } : {}),
    ...(projectId ? { projectId } : {}),
    ...(parentId ? { parentId } : {}),
    fields: {
      ...(priority ? { priority } : {}),
      ...(labelIds ? { labelIds } : {}),
      ...(dueDate ? { dueDate } : {}),
      ...(milestoneId ? { milestoneId } : {}),
      ...(fieldId !== undefined && value ? { customFields: { [fieldId]: value } } : {}),
    },
  };
}
