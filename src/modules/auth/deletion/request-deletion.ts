import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { checkVersion, conflict, invalid, notFound } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { createLink, consumeLink } from '../links/mailed-link.ts';
import { publish } from '../publish.ts';
import { userTable } from '../schema/user.ts';
import { endSessions } from '../session/end-sessions.ts';
import { recheckTokens } from '../tokens/personal-token.ts';
import { publishUserChanged } from '../user/publish-user.ts';
import { userById, type UserRow, userColumns } from '../user/user.ts';

export interface DeletionRequest {
  readonly userId: UserId;
  /** The person who gets the tasks; null leaves them unassigned. */
  readonly successorId: UserId | null;
  /** How long the deletion can be undone, in milliseconds; 0 deletes immediately. */
  readonly graceMs: number;
  /** The version of the account that the caller read, from `If-Match`. */
  readonly ifVersion?: number | undefined;
}

/**
 * Marks an account for deletion: from then on nobody can sign in to it and it gets no tasks. A job does the rest in
 * idempotent steps (`finish-deletion.ts`).
 * @throws DomainError 409 `user-has-active-tasks` without a successor, 409 `last-owner`, 409 `last-admin`, 422 for an
 * unknown successor, 412 if `ifVersion` is not the current version.
 */
export async function requestDeletion(
  ctx: AuthContext,
  { userId, successorId, graceMs, ifVersion }: DeletionRequest,
): Promise<void> {
  const account = await maybeOne(userById(ctx, { id: userId }));
  if (!account) throw notFound();
  checkVersion(account.version, ifVersion);
  await checkMayDelete(ctx, account, successorId);
  const now = ctx.clock.now();
  await withTransaction(ctx, async (inTx) => {
    const finishAt = new Date(now.getTime() + graceMs).toISOString();
    const [row] = await markForDeletion(inTx, { id: userId, successorId, now: now.toISOString(), finishAt });
    // It is already marked, with the same or an earlier end.
    if (!row) return;
    checkVersion(row.version - 1, ifVersion);
    if (row.instanceAdmin) await refuseLastAdmin(inTx, userId);
    await endSessions(inTx, userId);
    await recheckTokens(inTx, userId);
    await access.record(inTx, `person:${userId}`);
    const linkId = graceMs > 0 ? await createLink(inTx, 'restore', userId, account.email) : null;
    await audit(inTx, 'account.leaving', { userId });
    await publish(inTx, {
      type: 'user.leaving',
      organizationId: null,
      subject: { kind: 'user', id: userId, version: row.version },
      audience: null,
      payload: { userId, linkId, finishAt },
    });
  });
}

/**
 * Checks whether an account may be deleted, and changes nothing.
 * @throws DomainError the same as `requestDeletion`.
 */
export async function checkDeletion(ctx: AuthContext, account: UserRow, successorId: UserId | null): Promise<void> {
  await checkMayDelete(ctx, account, successorId);
  if (account.instanceAdmin) await refuseLastAdmin(ctx, account.id);
}

/**
 * Undoes a deletion by the mailed link, until its steps have begun.
 * @throws DomainError 409 `link-expired`.
 */
export function restoreAccount(ctx: AuthContext, token: string): Promise<UserRow> {
  return withTransaction(ctx, async (inTx) => {
    const link = await consumeLink(inTx, 'restore', token);
    const [row] = await unmark(inTx, { id: link.userId });
    if (!row) throw conflict('link-expired', 'The deletion can no longer be cancelled.');
    await recheckTokens(inTx, row.id);
    await access.record(inTx, `person:${row.id}`);
    await audit(inTx, 'account.restored', { userId: row.id, actorId: row.id });
    await publishUserChanged(inTx, row);
    return row;
  });
}

async function checkMayDelete(ctx: AuthContext, account: UserRow, successorId: UserId | null): Promise<void> {
  if (successorId === account.id) throw invalid('reassignTo', 'Choose another person.');
  if (successorId !== null) {
    const successor = await maybeOne(userById(ctx, { id: successorId }));
    if (!successor || successor.leavingAt !== null) throw invalid('reassignTo', 'This person does not exist.');
  } else if ((await ctx.ports.activeTasks(ctx, account.id)) > 0) {
    throw conflict(
      'user-has-active-tasks',
      'This person has tasks in progress. Name the new assignee with reassignTo.',
    );
  }
  if (await ctx.ports.isLastOwner(ctx, account.id)) {
    throw conflict('last-owner', 'This person is the last owner of an organization. Make someone else an owner first.');
  }
}

async function refuseLastAdmin(ctx: AuthContext, id: UserId): Promise<void> {
  if ((await otherAdmins(ctx, { id })).length > 0) return;
  throw conflict('last-admin', 'This is the last administrator. Make someone else an administrator first.');
}

const markForDeletion = query<{ id: UserId; successorId: UserId | null; now: string; finishAt: string }>()((params) =>
  qb
    .update(userTable)
    .set({
      leavingAt: sql`coalesce(${userTable.leavingAt}, ${params.now})`,
      leavingStep: sql`'marked'`,
      finishAt: sql`${params.finishAt}`,
      successorId: sql`${params.successorId}`,
      version: sql`${userTable.version} + 1`,
    })
    .where(
      and(
        eq(userTable.id, params.id),
        isNull(userTable.deletedAt),
        sql`coalesce(${userTable.leavingStep}, 'marked') = 'marked' and coalesce(${userTable.finishAt}, 'infinity') > ${params.finishAt}`,
      ),
    )
    .returning({ version: userTable.version, instanceAdmin: userTable.instanceAdmin }),
);
/** Locks the rows, so that the last two administrators cannot delete their accounts at the same time. */
const otherAdmins = query<{ id: UserId }>()((params) =>
  qb
    .select({ id: userTable.id })
    .from(userTable)
    .where(
      and(
        eq(userTable.instanceAdmin, true),
        isNull(userTable.deletedAt),
        isNull(userTable.leavingAt),
        isNull(userTable.lockedAt),
        sql`${userTable.id} <> ${params.id}`,
      ),
    )
    .for('update'),
);
const unmark = query<{ id: UserId }>()((params) =>
  qb
    .update(userTable)
    .set({
      leavingAt: sql`null`,
      leavingStep: sql`null`,
      finishAt: sql`null`,
      successorId: sql`null`,
      version: sql`${userTable.version} + 1`,
    })
    .where(and(eq(userTable.id, params.id), eq(userTable.leavingStep, 'marked')))
    .returning(userColumns),
);
