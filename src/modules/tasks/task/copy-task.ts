import { maybeOne } from '#platform/database/query.ts';
import { namesOf, pick } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { copyItems } from './copy-checklist.ts';
import { newTaskDraft, insertInTeam } from './create-task.ts';
import { taskFields } from './fields.ts';
import { checkParent } from './parents.ts';
import { readersAmong } from './references.ts';
import { taskById } from './queries.ts';
import type { TaskRow } from './columns.ts';

type Overrides = Partial<
  Pick<TaskRow, 'title' | 'startDate' | 'dueDate' | 'dueAt' | 'dueTimezone' | 'recurrence' | 'parentId'>
> & { readonly keepsPeople?: boolean };

/** Whatever people enter in a task is copied. */
const copied = namesOf(taskFields);

/**
 * Creates an open copy of a task in its team, with its checklist items unticked. People stay if they still can see the
 * team. Call it in a transaction.
 */
export async function copyTask(ctx: TasksContext, source: TaskRow, overrides: Overrides): Promise<TaskRow> {
  const { keepsPeople = false, ...fields } = overrides;
  const team = ctx.scope.team(source.teamId)?.team;
  if (!team) throw new Error(`the team of task ${source.id} is not in the scope of who copies it`);
  const people = [source.assigneeId, ...source.collaboratorIds, ...source.watcherIds].filter((id) => id !== null);
  const readers = await readersAmong(ctx, source, people);
  const { assigneeId } = source;
  const parent = await parentOf(ctx, source, fields.parentId);
  const draft = {
    ...newTaskDraft(ctx, source, { title: source.title }),
    ...pick(source, copied),
    statusId: null,
    assigneeId: assigneeId !== null && readers.has(assigneeId) ? assigneeId : null,
    collaboratorIds: source.collaboratorIds.filter((id) => readers.has(id)),
    watcherIds: keepsPeople ? source.watcherIds.filter((id) => readers.has(id)) : [],
    ...fields,
    parentId: parent?.id ?? null,
  };
  const copy = await insertInTeam(ctx, draft, team.key, parent ? [parent] : []);
  const items = await copyItems(ctx, source, copy);
  return { ...copy, checklistTotal: items };
}

/** A copy gets the same parent, even if the caller cannot see it; none if the parent is deleted. */
async function parentOf(
  ctx: TasksContext,
  { organizationId, parentId }: TaskRow,
  requestedParentId: TaskId | null | undefined,
): Promise<TaskRow | null> {
  if (requestedParentId) return checkParent(ctx, organizationId, null, requestedParentId);
  if (requestedParentId === null || parentId === null) return null;
  const parent = await maybeOne(taskById(ctx, { organizationId, id: parentId }));
  return parent && parent.deletedAt === null ? parent : null;
}
