import type { TasksContext } from '../context.ts';
import { copyItems } from '../checklists/copy-items.ts';
import { newTaskDraft, insertInTeam } from './create-task.ts';
import { checkParent } from './parents.ts';
import { readersAmong } from './references.ts';
import type { TaskRow } from './task.ts';

type Overrides = Partial<
  Pick<TaskRow, 'title' | 'startDate' | 'dueDate' | 'dueAt' | 'dueTimezone' | 'recurrence' | 'parentId'>
> & { readonly keepsPeople?: boolean };

/**
 * Makes a task like another one, open, in its team, with its steps unticked. People stay where they still see the team.
 * Call it in a transaction.
 */
export async function copyTask(ctx: TasksContext, source: TaskRow, overrides: Overrides): Promise<TaskRow> {
  const { keepsPeople = false, ...fields } = overrides;
  const team = ctx.scope.team(source.teamId)?.team;
  if (!team) throw new Error(`the team of task ${source.id} is not in the scope of who copies it`);
  const people = [source.assigneeId, ...source.collaboratorIds, ...source.watcherIds].filter((id) => id !== null);
  const readers = await readersAmong(ctx, source, people);
  const { assigneeId } = source;
  const draft = {
    ...newTaskDraft(ctx, source, { title: source.title }),
    projectId: source.projectId,
    milestoneId: source.milestoneId,
    parentId: source.parentId,
    description: source.description,
    priority: source.priority,
    assigneeId: assigneeId !== null && readers.has(assigneeId) ? assigneeId : null,
    collaboratorIds: source.collaboratorIds.filter((id) => readers.has(id)),
    watcherIds: keepsPeople ? source.watcherIds.filter((id) => readers.has(id)) : [],
    labelIds: source.labelIds,
    startDate: source.startDate,
    dueDate: source.dueDate,
    dueAt: source.dueAt,
    dueTimezone: source.dueTimezone,
    estimate: source.estimate,
    customFields: source.customFields,
    recurrence: source.recurrence,
    ...fields,
  };
  const parents = draft.parentId === null ? [] : [await checkParent(ctx, source.organizationId, null, draft.parentId)];
  const made = await insertInTeam(ctx, draft, team.key, parents);
  const items = await copyItems(ctx, source, made);
  return { ...made, checklistTotal: items };
}
