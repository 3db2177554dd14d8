import { TaskId } from '#modules/tasks';
import type { Call } from '#platform/context.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { DomainError } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId } from '../contract.ts';
import { tomorrowAt } from '../deliver/local-hours.ts';
import { isSignedFor, parseActionToken } from '../mail/action-link.ts';
import type { MailAction } from '../mail/mail-action.ts';
import { type MessageRow, messagesById } from '../mail/message.ts';
import { messageTable } from '../schema/message.ts';
import { localized } from '../texts.ts';

const validMs = 30 * 86_400_000;
const hourMs = 3_600_000;
const morning = '09:00';

/** How following a link ended. */
export type Outcome =
  | 'asks'
  | 'completed'
  | 'already-completed'
  | 'snoozed'
  | 'used'
  | 'expired'
  | 'refused'
  | 'closed';

/** What the page says after a link was followed. */
export interface Result {
  readonly outcome: Outcome;
  /** When its reader is reminded, as they write it. */
  readonly due?: string;
}

/** A mail, and the action that one of its links stands for. */
export interface LinkedAction {
  readonly row: MessageRow & { readonly userId: UserId };
  readonly taskId: TaskId;
  readonly action: MailAction;
}

/** What a token stands for; null if it was not signed here, or its mail is gone. */
export async function findAction(ctx: NotificationsContext, token: string): Promise<LinkedAction | null> {
  const parsed = parseActionToken(token);
  if (!parsed) return null;
  const row = await maybeOne(messagesById(ctx, { ids: [parsed.id] }));
  const taskId = TaskId.safeParse(row?.textParams['taskId']).data;
  if (!row || taskId === undefined || !isSignedFor(ctx, row, parsed)) return null;
  return row.userId === null ? null : { row: { ...row, userId: row.userId }, taskId, action: parsed.action };
}

/** Whether the link still works. It does nothing: mail scanners open every link. */
export function examineAction(ctx: NotificationsContext, { row, action }: LinkedAction): 'asks' | 'used' | 'expired' {
  if (row.usedActions.includes(action)) return 'used';
  return ctx.clock.now().getTime() - Date.parse(row.createdAt) > validMs ? 'expired' : 'asks';
}

/** Does what the link stands for, once, with the permissions that its reader has now. */
export async function act(ctx: NotificationsContext, linked: LinkedAction): Promise<Result> {
  const before = examineAction(ctx, linked);
  if (before !== 'asks') return { outcome: before };
  const { row, taskId, action } = linked;
  const call: Call = {
    actor: { kind: 'job', name: 'mail-action', userId: row.userId },
    requestId: ctx.requestId,
  };
  try {
    const result = await (action === 'complete' ? complete(ctx, call, taskId) : snooze(ctx, call, linked));
    await markUsed(ctx, { id: row.id, action });
    return result;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'task-closed') return { outcome: 'closed' };
    if (['not-found', 'forbidden', 'conflict'].includes(error.kind)) return { outcome: 'refused' };
    throw error;
  }
}

async function complete({ tasks }: NotificationsContext, call: Call, taskId: TaskId): Promise<Result> {
  const { wasDone } = await tasks.completeTask(call, { taskId });
  return { outcome: wasDone ? 'already-completed' : 'completed' };
}

async function snooze(ctx: NotificationsContext, call: Call, { row, taskId, action }: LinkedAction): Promise<Result> {
  const now = ctx.clock.now();
  const person = (await ctx.people.byIds([row.userId])).get(row.userId);
  const { timezone, calendar } = person ?? { timezone: 'UTC', calendar: 'gregorian' as const };
  const at = action === 'snooze-hour' ? new Date(now.getTime() + hourMs) : await tomorrowAt(morning, timezone, now);
  await ctx.tasks.remindLater(call, { taskId, at: at.toISOString() });
  const { due } = localized({ locale: row.locale, calendar, timezone }, { due: at.toISOString() });
  return { outcome: 'snoozed', due: String(due) };
}

const markUsed = rawQuery<{ id: MessageId; action: string }, never>(
  (params) => sql`
    update ${messageTable} set used_actions = array_append(used_actions, ${params.action}::text)
    where id = ${params.id} and not ${params.action}::text = any(used_actions)`,
);
