import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TasksContext } from '../context.ts';
import type { LogDraft } from '../log/write-log.ts';
import { changeTask, type TaskColumns } from './change-task.ts';
import { aboutTask, assignmentEvents, facts } from './facts.ts';
import { oneDue, Reason, taskFields } from './fields.ts';
import { planMove } from './move-task.ts';
import { checkReferences } from './references.ts';
import type { TaskRow } from './task.ts';

export const TaskPatch = z
  .strictObject({ ...z.object(taskFields).partial().shape, reason: Reason })
  .refine(oneDue.check, oneDue.params);
export type TaskPatch = z.output<typeof TaskPatch>;

/** Changes the fields that are named; a new status moves the card to that column's end. */
export async function updateTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  { reason, statusId, ...fields }: TaskPatch,
  ifVersion?: number,
): Promise<TaskRow> {
  await checkReferences(ctx, task, fields);
  return changeTask(
    ctx,
    task,
    async (current) => {
      const set = changedColumns(current, fields);
      const names = Object.keys(set) as (keyof TaskColumns & keyof TaskRow)[];
      const move =
        statusId === undefined || statusId === current.statusId
          ? null
          : await planMove(ctx, current, { statusId, reason });
      if (names.length === 0) return move;
      const log: LogDraft[] = names.map((field) => ({
        type: 'changed',
        field,
        before: current[field],
        after: set[field],
        reason,
      }));
      return {
        set: { ...set, ...move?.set },
        ...(move?.status ? { status: move.status } : {}),
        log: [...log, ...(move?.log ?? [])],
        events: (after) => [
          { ...aboutTask(after, current), type: 'task.updated', payload: { ...facts(after), fields: names } },
          ...assignmentEvents(current, after),
          ...(move?.events(after) ?? []),
        ],
      };
    },
    ifVersion,
  );
}

/** Those of the named fields that are not so already. A due day takes the due moment's place, and the other way round. */
function changedColumns(current: TaskRow, fields: Omit<TaskPatch, 'reason' | 'statusId'>): TaskColumns {
  const wanted: TaskColumns = { ...withoutUndefined(fields) };
  if (wanted.dueDate) wanted.dueAt = null;
  if (wanted.dueAt) wanted.dueDate = null;
  if (wanted.labelIds) wanted.labelIds = [...new Set(wanted.labelIds)];
  if (wanted.collaboratorIds) wanted.collaboratorIds = [...new Set(wanted.collaboratorIds)];
  const differs = ([name, value]: [string, unknown]) => !isSame(value, current[name as keyof TaskRow]);
  return Object.fromEntries(Object.entries(wanted).filter(differs));
}

function isSame(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((item, i) => item === b[i]) : a === b;
}

function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
