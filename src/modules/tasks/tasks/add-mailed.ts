import { createScope, emptyScope, type Scope } from '#platform/access/scope.ts';
import { contractCommand } from '#platform/commands/commands.ts';
import { userIdOf } from '#platform/context.ts';
import { isDatabaseAway, withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import { conflict } from '#platform/errors.ts';
import { workInTeam } from '#platform/http/rules.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ReceivedFile, TaskId } from '../contract.ts';
import { attachStored, type StoredFile, storeReceived } from '../attachments/store-attachment.ts';
import { CommentBody } from '../comments/comment.ts';
import { addComment } from '../comments/write-comment.ts';
import { commentTable } from '../schema/comment.ts';
import { command } from '../schema/module-tables.ts';
import { taskTable } from '../schema/task.ts';
import { createTask, NewTask } from '../task/create-task.ts';
import { findTask } from '../task/find-task.ts';
import { mayComment } from '../task/rules.ts';

const asCommand = contractCommand(command);
/** Two programs that reply to each other's mails reach this soon; a person does not. */
const loopLimit = 20;
/** Of all people outside together: each of them has a limit of their own. */
const outsideLimit = 300;
const loopMinutes = 5;

/** Adds a comment with files that arrived by mail, once for a `commandId`. */
export async function addMailedComment(
  ctx: TasksContext,
  input: { taskId: TaskId; body: string; files: readonly ReceivedFile[] },
): Promise<{ taskId: TaskId }> {
  const body = CommentBody.parse(input.body);
  const task = mayComment(ctx, await findTask(ctx, input.taskId));
  const work = async (inTx: TasksContext, files: readonly StoredFile[]) => {
    const { organizationId, id } = task;
    assertNoLoop(inTx, (await one(recentComments(inTx, { organizationId, taskId: id, ...recent(inTx) }))).count);
    await addComment(inTx, task, { body });
    await attachStored(inTx, task, files);
    return { taskId: id };
  };
  return withFiles(ctx, task.organizationId, input.files, (files) =>
    asCommand(ctx, 'addComment', { taskId: task.id, body }, (inCtx) =>
      withTransaction(inCtx, (inTx) => work(inTx, files())),
    ),
  );
}

/** Creates a task with files that arrived by mail, once for a `commandId`. */
export async function addMailedTask(
  ctx: TasksContext,
  input: { teamId: TeamId; title: string; description: string; files: readonly ReceivedFile[] },
): Promise<{ taskId: TaskId }> {
  const team = workInTeam(ctx.scope, input.teamId);
  const { organizationId, id: teamId } = team.team;
  const draft = NewTask.parse({ title: input.title, description: input.description });
  const work = async (inTx: TasksContext, files: readonly StoredFile[]) => {
    assertNoLoop(inTx, (await one(recentTasks(inTx, { organizationId, teamId, ...recent(inTx) }))).count);
    const task = await createTask(inTx, team, draft);
    await attachStored(inTx, mayComment(inTx, task), files);
    return { taskId: task.id };
  };
  return withFiles(ctx, organizationId, input.files, (files) =>
    asCommand(ctx, 'addTask', { teamId, ...draft }, (inCtx) => withTransaction(inCtx, (inTx) => work(inTx, files()))),
  );
}

/** The scope of somebody outside whose mail the team accepts: this team, if it still exists, and nothing else. */
export async function outsideScope(
  ctx: TasksContext,
  organizationId: OrganizationId,
  teamId: TeamId,
): Promise<Scope | null> {
  if (userIdOf(ctx.actor) !== null) return null;
  const directory = await ctx.teams.directory(ctx, { organizationId });
  const team = directory?.teams.find(({ id }) => id === teamId);
  if (!directory || !team) return emptyScope;
  return createScope({
    userId: null,
    memberships: [{ organizationId, role: 'member', teamRoles: new Map([[teamId, 'member']]) }],
    directories: new Map([[organizationId, { ...directory, teams: new Map([[teamId, { ...team, organizationId }]]) }]]),
    guestProjects: new Map(),
    secondFactor: true,
  });
}

/** Stores the files first, and removes them again if the change was refused or had been made before. */
async function withFiles<Output>(
  ctx: TasksContext,
  organizationId: OrganizationId,
  received: readonly ReceivedFile[],
  change: (files: () => readonly StoredFile[]) => Promise<Output>,
): Promise<Output> {
  const stored: StoredFile[] = [];
  let isUsed = false;
  try {
    for (const file of received) stored.push(await storeReceived(ctx, organizationId, file));
    return await change(() => {
      isUsed = true;
      return stored;
    });
  } catch (error) {
    // If the connection was lost, the change may have been committed.
    if (!isDatabaseAway(error)) isUsed = false;
    throw error;
  } finally {
    if (!isUsed) for (const { storageKey } of stored) await ctx.storage.remove(storageKey);
  }
}

function recent({ actor, clock }: TasksContext): { userId: UserId | null; since: string } {
  return { userId: userIdOf(actor), since: new Date(clock.now().getTime() - loopMinutes * 60_000).toISOString() };
}

function assertNoLoop({ actor }: TasksContext, count: number): void {
  const limit = userIdOf(actor) === null ? outsideLimit : loopLimit;
  if (count < limit) return;
  throw conflict('too-many-at-once', `More than ${limit} within ${loopMinutes} minutes. This looks like a loop.`);
}

const recentComments = rawQuery<
  { organizationId: OrganizationId; taskId: TaskId; userId: UserId | null; since: string },
  { count: number }
>(
  (params) => sql`
    select count(*)::int as count from ${commentTable}
    where organization_id = ${params.organizationId} and task_id = ${params.taskId}
      and author_id = ${params.userId} and created_at > ${params.since}::timestamptz`,
);
const recentTasks = rawQuery<
  { organizationId: OrganizationId; teamId: TeamId; userId: UserId | null; since: string },
  { count: number }
>(
  (params) => sql`
    select count(*)::int as count from ${taskTable}
    where organization_id = ${params.organizationId} and team_id = ${params.teamId}
      and created_by is not distinct from ${params.userId} and created_at > ${params.since}::timestamptz`,
);
