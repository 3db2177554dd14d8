import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import { newId, type OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { categories, type Category, StatusId } from '../contract.ts';
import { publish } from '../publish.ts';
import { statusTable } from '../schema/workflow.ts';

export const Status = z
  .strictObject({
    id: StatusId,
    teamId: TeamId,
    name: z.string(),
    category: z.enum(categories),
    position: z.number().int(),
    limit: z.number().int().nullable().describe('Maximum number of tasks with this status; the board warns above it.'),
    transitions: z.array(StatusId).nullable().describe('Allowed next statuses; null for any.'),
  })
  .meta({ id: 'Status' });
export type Status = z.infer<typeof Status>;

export interface StatusRow {
  readonly id: StatusId;
  readonly teamId: TeamId;
  readonly name: string;
  readonly category: Category;
  readonly position: number;
  readonly wipLimit: number | null;
  readonly transitions: StatusId[] | null;
  readonly version: number;
}

export interface TeamKey {
  readonly organizationId: OrganizationId;
  readonly teamId: TeamId;
}

interface StatusPlan {
  readonly name: string;
  readonly category: Category;
}

const firstNames = {
  en: ['To do', 'In progress', 'Blocked', 'In review', 'Done', 'Cancelled'],
  fa: ['برای انجام', 'در دست انجام', 'متوقف', 'در بازبینی', 'انجام‌شده', 'لغوشده'],
} as const;
const firstCategories = ['todo', 'in_progress', 'in_progress', 'in_progress', 'done', 'cancelled'] as const;

/** The default workflow of a team, in its organization's language. */
function defaultWorkflow({ scope }: TasksContext, { organizationId }: TeamKey): StatusPlan[] {
  const names = firstNames[scope.organization(organizationId)?.directory.locale ?? 'en'];
  return firstCategories.map((category, index) => ({ name: names[index] ?? category, category }));
}

/** The team's workflow in its order. A team without one gets the default workflow. */
export async function statusesOf(ctx: TasksContext, key: TeamKey): Promise<StatusRow[]> {
  const statuses = await ofTeam(ctx, key);
  return statuses.length > 0 ? statuses : createWorkflow(ctx, key);
}

export function toStatus({ id, teamId, name, category, position, wipLimit, transitions }: StatusRow): Status {
  return { id, teamId, name, category, position, limit: wipLimit, transitions };
}

/** The first status of a category that the workflow allows from here; if it allows none, the first one. */
export async function nextStatus(
  ctx: TasksContext,
  task: TeamKey & { readonly statusId: StatusId },
  category: 'todo' | 'done',
): Promise<StatusRow> {
  const statuses = await statusesOf(ctx, task);
  const ways = statuses.find(({ id }) => id === task.statusId)?.transitions ?? null;
  const candidates = statuses.filter((row) => row.category === category);
  const status = candidates.find(({ id }) => ways === null || ways.includes(id)) ?? candidates[0];
  if (!status) throw new Error(`the workflow of team ${task.teamId} has no ${category} status`);
  return status;
}

/** The current workflow, empty if the team has none yet. */
export const existingStatuses: (ctx: TasksContext, key: TeamKey) => Promise<StatusRow[]> = (ctx, key) =>
  ofTeam(ctx, key);

/**
 * Adds statuses at the end. A team without a workflow gets only these and the required ones.
 * @returns The added statuses, those of `entries` first.
 */
export function addStatuses(
  ctx: TasksContext,
  key: TeamKey,
  entries: readonly { readonly name: string; readonly category: Category }[],
): Promise<StatusRow[]> {
  return withTransaction(ctx, async (inTx) => {
    await lockWorkflow(inTx, key);
    const existing = await ofTeam(inTx, key);
    const missing = missingCategories([...existing, ...entries]);
    const needed = defaultWorkflow(ctx, key).filter(({ category }) => missing.some((one) => one === category));
    const next = existing.reduce((last, row) => Math.max(last, row.position), -1) + 1;
    const rows = [...entries, ...needed].map((entry, i) => newStatus(key, entry, next + i));
    await Promise.all(rows.map((row) => insertStatus(inTx, { ...key, ...row })));
    return rows;
  });
}

/** Notifies everybody who views the team's board. */
export function publishWorkflow(
  ctx: TasksContext,
  key: TeamKey,
  row: Pick<StatusRow, 'id' | 'version'>,
): Promise<void> {
  return publish(ctx, {
    type: 'workflow.changed',
    organizationId: key.organizationId,
    subject: { kind: 'status', id: row.id, version: row.version },
    audience: audience(key.organizationId, { teamIds: [key.teamId] }),
    payload: { teamId: key.teamId },
  });
}

/** Every team has at least one `todo`, for new tasks, and one `done`: returns what is missing. */
export function missingCategories(entries: readonly { readonly category: Category }[]): readonly Category[] {
  return (['todo', 'done'] as const).filter((category) => !entries.some((entry) => entry.category === category));
}

function newStatus(
  { teamId }: TeamKey,
  { name, category }: { readonly name: string; readonly category: Category },
  position: number,
): StatusRow {
  return { id: newId<StatusId>(), teamId, name, category, position, wipLimit: null, transitions: null, version: 1 };
}

function createWorkflow(ctx: TasksContext, key: TeamKey): Promise<StatusRow[]> {
  return withTransaction(ctx, async (inTx) => {
    // Two concurrent first readers of a team must not create its workflow twice.
    await lockWorkflow(inTx, key);
    const statuses = await ofTeam(inTx, key);
    if (statuses.length > 0) return statuses;
    const rows = defaultWorkflow(ctx, key).map((entry, position) => newStatus(key, entry, position));
    await Promise.all(rows.map((row) => insertStatus(inTx, { ...key, ...row })));
    return rows;
  });
}

export const statusColumns = {
  id: statusTable.id,
  teamId: statusTable.teamId,
  name: statusTable.name,
  category: statusTable.category,
  position: statusTable.position,
  wipLimit: statusTable.wipLimit,
  transitions: statusTable.transitions,
  version: statusTable.version,
};
const ofTeam = query<TeamKey>()((params) =>
  qb
    .select(statusColumns)
    .from(statusTable)
    .where(and(eq(statusTable.organizationId, params.organizationId), eq(statusTable.teamId, params.teamId)))
    .orderBy(statusTable.position),
);
/** The current workflow, locked until the transaction ends, so that no status is deleted. */
export const lockStatuses = query<TeamKey>()((params) =>
  qb
    .select(statusColumns)
    .from(statusTable)
    .where(and(eq(statusTable.organizationId, params.organizationId), eq(statusTable.teamId, params.teamId)))
    .orderBy(statusTable.position)
    .for('key share'),
);
export const insertStatus = query<TeamKey & StatusRow>()((params) =>
  qb.insert(statusTable).values({
    organizationId: params.organizationId,
    id: params.id,
    teamId: params.teamId,
    name: params.name,
    category: params.category,
    position: params.position,
    wipLimit: params.wipLimit,
    transitions: params.transitions,
  }),
);
export const lockWorkflow = rawQuery<TeamKey, object>(
  (params) => sql`select pg_advisory_xact_lock(hashtextextended('workflow ' || ${params.teamId}::text, 0))`,
);
