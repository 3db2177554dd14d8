import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { retryOnCollision } from '#platform/database/database.ts';
import type { UserId } from '#platform/ids.ts';
import { withoutUndefined } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import type { LogDraft } from '../task/write-log.ts';
import { sameValues, withValues } from '../task/custom-field-values.ts';
import { mentionEvents } from '../task/mentions.ts';
import { type TaskAndNext } from '../recurrence/task-and-next.ts';
import { withRecurrence } from '../recurrence/with-recurrence.ts';
import { weekStartOf } from '../task/week-start.ts';
import { withWeekStart } from '../task/recurrence-rule.ts';
import { changeTask, type TaskChange } from '../task/change-task.ts';
import type { TaskColumns } from '../task/write-change.ts';
import { timezoneOf } from '../task/due.ts';
import { taskEvent, assignmentEvents, taskPayload, givenTo, previousScopes } from '../task/task-payload.ts';
import { oneDue, Reason, taskFields } from '../task/fields.ts';
import { sameWriting } from '../task/same-writing.ts';
import { neighbours, oneNeighbour, planMove } from './move-task.ts';
import { checkParent } from '../task/parents.ts';
import { checkReferences } from '../task/references.ts';
import type { TaskRow } from '../task/columns.ts';

export const TaskPatch = z
  .strictObject({ ...z.object(taskFields).partial().shape, reason: Reason })
  .refine(oneDue.check, oneDue.params);
export type TaskPatch = z.output<typeof TaskPatch>;

/** A patch that also places the card, which a board with lanes does at once. */
export const PlacingPatch = z
  .strictObject({ ...TaskPatch.shape, ...neighbours })
  .refine(oneDue.check, oneDue.params)
  .refine(oneNeighbour.check, oneNeighbour.params);
export type PlacingPatch = z.output<typeof PlacingPatch>;

/**
 * Changes the named fields. A new status moves the card to the end of that column, unless a neighbour is given, and may
 * complete or reopen its series.
 */
export async function updateTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  patch: PlacingPatch,
  ifVersion?: number,
): Promise<TaskAndNext> {
  const inProject = patch.projectId === undefined ? task.projectId : patch.projectId;
  await checkReferences(ctx, task, { ...patch, inProject });
  const timezone = patch.dueAt ? await timezoneOf(ctx) : null;
  const change = (inCtx: TasksContext) =>
    changeTask(inCtx, task, (current) => planPatch(inCtx, current, patch, timezone), ifVersion);
  const { parentId } = patch;
  const series = { ...task, recurrence: patch.recurrence ?? task.recurrence };
  if (!parentId || parentId === task.parentId) return withRecurrence(ctx, series, change);
  return retryOnCollision(ctx, async (inTx) => {
    await checkParent(inTx, task.organizationId, task.id, parentId);
    return withRecurrence(inTx, series, change);
  });
}

/** The change that a patch makes to the current task; null if nothing would change. */
export async function planPatch(
  ctx: TasksContext,
  current: TaskRow,
  { reason, statusId = current.statusId, before, after, ...fields }: PlacingPatch,
  timezone: string | null,
): Promise<TaskChange | null> {
  const set = changedColumns(current, { ...fields, ...newRecurrence(ctx, current, fields) }, timezone);
  const names = Object.keys(set) as (keyof TaskColumns & keyof TaskRow)[];
  const isMoved = statusId !== current.statusId || before !== undefined || after !== undefined;
  // The series continues with the patched rule.
  const patched = { ...current, ...set };
  const move = isMoved ? await planMove(ctx, patched, { statusId, before, after, reason }) : null;
  if (names.length === 0) return move;
  const isWriting = names.length === 1 && set.description !== undefined && move === null && reason === undefined;
  const earlier = isWriting ? await sameWriting(ctx, current, set.description ?? '') : null;
  const log: LogDraft[] = names.map((field) => ({
    type: 'changed',
    field,
    before: earlier ? earlier.before : current[field],
    after: set[field],
    reason,
  }));
  const mentions = (row: TaskRow) =>
    mentionEvents(ctx, row, {
      before: current.description,
      after: row.description,
      givenTo: givenTo(current, row),
    });
  const mentioned = set.description === undefined ? [] : await mentions(patched);
  return {
    set: { ...set, ...move?.set },
    ...(move?.status ? { status: move.status } : {}),
    log: [...log, ...(move?.log ?? [])],
    replacedEntry: earlier?.id ?? null,
    events: (row) => [
      {
        ...taskEvent(row, current),
        type: 'task.updated',
        payload: { ...taskPayload(row), ...previousScopes(current, row), fields: names },
      },
      ...assignmentEvents(current, row),
      ...(move?.events(row) ?? []),
      ...mentioned,
    ],
  };
}

/** A rule sent unchanged keeps its first day of the week. */
function newRecurrence(ctx: TasksContext, current: TaskRow, { recurrence }: Pick<TaskPatch, 'recurrence'>) {
  if (!recurrence || recurrence.rule === current.recurrence?.rule) return {};
  return { recurrence: withWeekStart(recurrence, weekStartOf(ctx, current.organizationId)) };
}

/** The named fields whose values differ. A due date replaces a due time, and the other way round. */
function changedColumns(
  current: TaskRow,
  fields: Omit<TaskPatch, 'reason' | 'statusId'>,
  timezone: string | null,
): TaskColumns {
  const { customFields, ...others } = withoutUndefined(fields);
  const changes: TaskColumns = { ...others };
  if (changes.dueDate) changes.dueAt = null;
  if (changes.dueAt) changes.dueDate = null;
  if (changes.dueAt) changes.dueTimezone ??= current.dueTimezone ?? timezone;
  if (changes.dueAt === null) changes.dueTimezone = null;
  // A milestone belongs to its project.
  if (changes.projectId !== undefined && changes.projectId !== current.projectId) changes.milestoneId ??= null;
  if (changes.labelIds) changes.labelIds = [...new Set(changes.labelIds)];
  if (changes.collaboratorIds) changes.collaboratorIds = [...new Set(changes.collaboratorIds)];
  if (customFields) changes.customFields = withValues(current.customFields, customFields);
  const differs = ([name, value]: [string, unknown]) => !isSame(value, current[name as keyof TaskRow]);
  return Object.fromEntries(Object.entries(changes).filter(differs));
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => item === b[i]);
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    return sameValues(a as Record<string, string>, b as Record<string, string>);
  }
  return a === b;
}

/** Adds a person to a list of a task, or removes them. */
export function changePeople(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  field: 'collaboratorIds' | 'watcherIds',
  userId: UserId,
  isAdded: boolean,
): Promise<TaskRow> {
  return changeTask(ctx, task, (current) => {
    const before = current[field];
    if (before.includes(userId) === isAdded) return null;
    const after = isAdded ? [...before, userId] : before.filter((id) => id !== userId);
    return {
      set: { [field]: after },
      log: [{ type: 'changed', field, before, after }],
      events: (row) => [
        { ...taskEvent(row), type: 'task.updated', payload: { ...taskPayload(row), fields: [field] } },
        ...assignmentEvents(current, row),
      ],
    };
  });
}
