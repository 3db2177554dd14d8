import type { Person } from '../../api/types.ts';
import { addDays } from '../../i18n/dates.ts';
import type { Fields } from './change-task.ts';
import { fieldIdOf, weekDays } from './group-tasks.ts';
import { priorities } from './priorities.ts';
import type { KnownTask, TaskPatch } from './store.ts';
import type { TaskRights } from './use-task-rights.ts';

/** What puts a task into another group. */
export interface GroupChange {
  readonly fields: Fields;
  /** What it shows because of that. */
  readonly derived: TaskPatch;
}

/** Why a task can't be put into a group. */
export type GroupRefusal = 'rights' | 'overdue' | 'own';

/** What the groups of a board need besides the task. */
export interface GroupContext {
  readonly today: string;
  readonly personOf: (id: string) => Person | null;
  /** The project of a milestone. */
  readonly projectOf: (milestoneId: string) => string | undefined;
}

/** Groupings whose field everyone may change who works in the team. */
const ofWork: ReadonlySet<string> = new Set(['assignee', 'label']);

/**
 * The change that puts a task into a group.
 * @param by What is grouped by.
 * @param id The group; empty for none.
 */
export function changeToGroup(
  task: Pick<KnownTask, 'id' | 'labelIds' | 'projectId'>,
  [by, id]: readonly [by: string, id: string],
  rights: Pick<TaskRights, 'work' | 'edit'>,
  context: GroupContext,
): GroupChange | GroupRefusal {
  if (!(ofWork.has(by) ? rights.work : rights.edit)) return 'rights';
  const value = id === '' ? null : id;
  switch (by) {
    case 'assignee':
      return { fields: { assigneeId: value }, derived: { assignee: context.personOf(id) } };
    case 'priority':
      return { fields: { priority: priorities.find((one) => one === id) ?? 'none' }, derived: {} };
    case 'label':
      // The first label is the group: it gives way to the other one. Without a group there is no label.
      return {
        fields: { labelIds: id === '' ? [] : [id, ...task.labelIds.slice(1).filter((one) => one !== id)] },
        derived: {},
      };
    case 'project':
      // A milestone belongs to its project.
      return { fields: { projectId: value, milestoneId: null }, derived: {} };
    case 'milestone': {
      const projectId = context.projectOf(id);
      const isOther = projectId !== undefined && projectId !== task.projectId;
      return { fields: { ...(isOther ? { projectId } : {}), milestoneId: value }, derived: {} };
    }
    case 'parent':
      return id === task.id ? 'own' : { fields: { parentId: value }, derived: {} };
    case 'due':
      return id === 'overdue' || id === 'earlier'
        ? 'overdue'
        : { fields: { dueDate: dueOf(id, context.today), dueAt: null }, derived: {} };
    default:
      return { fields: { customFields: { [fieldIdOf(by) ?? '']: value } }, derived: {} };
  }
}

/** The last day of a period; of the one without an end, the first. */
function dueOf(period: string, today: string): string | null {
  if (period === 'today') return today;
  if (period === 'week') return addDays(today, weekDays);
  return period === 'later' ? addDays(today, weekDays + 1) : null;
}
