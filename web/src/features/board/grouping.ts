import type { ReactNode } from 'react';
import type { LaneOptions } from '../../data/boards/lanes.ts';
import type { GroupChange, GroupRefusal } from '../../data/tasks/change-group.ts';
import type { NewTask } from '../../data/tasks/create-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import type { TaskRights } from '../../data/tasks/use-task-rights.ts';

/** The values of a new task. */
export type Preset = Pick<NewTask, 'assigneeId' | 'projectId' | 'parentId' | 'fields'>;

/** What a board has lanes by. */
export interface Grouping {
  readonly by: string;
  readonly options: LaneOptions;
  readonly nameOf: (laneId: string) => string;
  readonly iconOf: (laneId: string) => ReactNode;
  readonly laneOf: (task: KnownTask) => string;
  /** The change that puts a task into a lane, or why that can't be. */
  readonly changeTo: (task: KnownTask, laneId: string, rights: TaskRights) => GroupChange | GroupRefusal;
  /** The values of a new task in a lane; null where none can be created. */
  readonly presetOf: (laneId: string) => Preset | null;
}
