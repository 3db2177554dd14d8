import { queryClient } from '../../api/query-client.ts';
import type { Task } from '../../api/types.ts';
import type { EffectKind } from '../outbox/entry.ts';
import { newTaskKind } from '../tasks/effects.ts';
import { keys as tasksKeys } from '../tasks/keys.ts';
import { keepParts } from './queries.ts';

const nothing = {
  checklist: [],
  attachments: [],
  dependencies: [],
  subtasks: [],
  comments: [],
  hasMoreComments: false,
  reminder: null,
  backlinks: { items: [], nextCursor: null },
  isMuted: null,
};

/** Shows a new task that waits for the server, also on its own page: nothing belongs to it yet. */
export const newTaskPageKind: EffectKind = {
  ...newTaskKind,
  show(task: Task) {
    const isFirst = queryClient.getQueryData(tasksKeys.page(task.id)) === undefined;
    if (isFirst) {
      keepParts({ task, ...nothing });
      queryClient.setQueryData(tasksKeys.page(task.id), task);
      queryClient.setQueryData(tasksKeys.one(task.id), task);
    }
    return newTaskKind.show(task);
  },
};
