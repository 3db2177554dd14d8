import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { ItemFailure } from '#platform/item-failures.ts';
import type { TasksContext } from '../context.ts';
import { defaultLeadMinutes, type TaskId } from '../contract.ts';
import { publish } from '../publish.ts';
import { dueNoticeTable } from '../schema/reminder.ts';
import type { TaskEvent } from '../task/task-payload.ts';
import {
  type ClaimedTask,
  claimedTaskColumns,
  claimedTaskTables,
  dueEvent,
  duePayload,
  isActive,
} from './claimed-task.ts';
import { type DueBatch, dueRows, eachBatch } from './each-batch.ts';
import { type NoticePlan, planNotices } from './plan-notices.ts';
import { type Preference, preferencesOf } from './preferences.ts';
import type { Readers } from './readers.ts';

/** Notifies people of tasks that are due soon or overdue. */
export async function sendDueNotices(
  ctx: TasksContext,
): Promise<{ dueSoon: number; overdue: number; failures: ItemFailure[] }> {
  const sent = { dueSoon: 0, overdue: 0 };
  const failures = await eachBatch(ctx, due, async (batch) => {
    const preferences = await preferencesOf(ctx, batch);
    const { rows, notices } = await withTransaction(ctx, (inTx) => sendBatch(inTx, batch, preferences));
    const overdue = notices.filter(({ plan }) => plan.send === 'overdue').length;
    sent.overdue += overdue;
    sent.dueSoon += notices.length - overdue;
    return rows.length;
  });
  return { ...sent, failures };
}

async function sendBatch(ctx: TasksContext, batch: DueBatch, preferences: readonly Preference[]) {
  const { organizationId } = batch;
  const rows = await claim(ctx, batch);
  const planned = await planAll(rows, batch, preferences);
  const notices = planned.filter(({ row, plan }) => plan.send !== null && isWanted(row, batch.readers));
  await save(ctx, { organizationId, rows: JSON.stringify(planned.map(rowAfter)) });
  await publish(ctx, ...eventsOf(notices));
  return { rows, notices };
}

interface ClaimedNotice extends ClaimedTask {
  readonly userId: UserId;
  readonly since: string;
  readonly sentLeads: number[];
}

interface Planned {
  readonly row: ClaimedNotice;
  readonly plan: NoticePlan;
}

function planAll(
  rows: readonly ClaimedNotice[],
  { now, readers }: DueBatch,
  preferences: readonly Preference[],
): Promise<Planned[]> {
  const preferenceByUser = new Map(preferences.map((preference) => [preference.userId, preference]));
  const plan = (row: ClaimedNotice): Promise<NoticePlan> | NoticePlan => {
    const contact = readers.contact(row.userId);
    if (!contact || !isInvolved(row)) return { send: null, row: null };
    const { leadMinutes = defaultLeadMinutes, changedAt = null } = preferenceByUser.get(row.userId) ?? {};
    return planNotices(row, { timezone: contact.timezone, leadMinutes, leadsSince: changedAt }, row, now);
  };
  return Promise.all(rows.map(async (row) => ({ row, plan: await plan(row) })));
}

function isInvolved({ userId, assigneeId, collaboratorIds }: ClaimedNotice): boolean {
  return assigneeId === userId || collaboratorIds.includes(userId);
}

function isWanted(row: ClaimedNotice, readers: Readers): boolean {
  return isActive(row) && readers.mayRead(row.userId, row);
}

function rowAfter({ row, plan }: Planned) {
  return {
    task_id: row.id,
    user_id: row.userId,
    next_at: plan.row?.nextAt ?? null,
    sent_leads: plan.row?.sentLeads ?? null,
  };
}

/** One event for the people of a task who get the same notice. */
function eventsOf(notices: readonly Planned[]): TaskEvent[] {
  const groups = Map.groupBy(notices, ({ row, plan }) => `${row.id} ${plan.send}`);
  return [...groups.values()].flatMap((group): TaskEvent[] => {
    const [first] = group;
    if (!first) return [];
    const { row, plan } = first;
    const payload = { ...duePayload(row), userIds: group.map((notice) => notice.row.userId) };
    if (plan.send === 'overdue' || plan.send === null) return [{ ...dueEvent(row), type: 'task.overdue', payload }];
    return [{ ...dueEvent(row), type: 'task.due-soon', payload: { ...payload, leadMinutes: plan.send } }];
  });
}

const due = dueRows(dueNoticeTable);
const claim = rawQuery<
  { organizationId: OrganizationId; now: string; taskIds: readonly TaskId[]; userIds: readonly UserId[] },
  ClaimedNotice
>(
  (params) => sql`
    with claimed as (
      select organization_id, task_id, user_id, since, sent_leads from ${dueNoticeTable}
      where organization_id = ${params.organizationId} and task_id = any(${params.taskIds})
        and user_id = any(${params.userIds}) and next_at <= ${params.now}
      order by next_at for update skip locked)
    select claimed.user_id as "userId", claimed.since, claimed.sent_leads as "sentLeads", ${claimedTaskColumns}
    from claimed ${claimedTaskTables}
    where task.organization_id = ${params.organizationId}`,
);
const save = rawQuery<{ organizationId: OrganizationId; rows: string }, object>(
  (params) => sql`
    with planned as (
      select * from jsonb_to_recordset(${params.rows}::jsonb) as planned (
        task_id uuid, user_id uuid, next_at timestamptz, sent_leads integer[])),
    finished as (
      delete from ${dueNoticeTable} using planned
      where due_notice.organization_id = ${params.organizationId} and due_notice.task_id = planned.task_id
        and due_notice.user_id = planned.user_id and planned.next_at is null)
    update ${dueNoticeTable} set
      next_at = planned.next_at, sent_leads = planned.sent_leads, attempts = 0, error = null
    from planned
    where due_notice.organization_id = ${params.organizationId} and due_notice.task_id = planned.task_id
      and due_notice.user_id = planned.user_id and planned.next_at is not null`,
);
