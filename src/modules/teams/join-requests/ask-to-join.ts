import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { conflict, notFound, unauthenticated } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, type OrganizationId, type UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import type { JoinRequestId, joinRequestStates } from '../contract.ts';
import { addMember, adminsOf } from '../member/add-member.ts';
import { memberOf } from '../member/member.ts';
import { lockOrganization } from '../organization/lock-organization.ts';
import type { OrganizationRow } from '../organization/organization.ts';
import { publish } from '../publish.ts';
import { joinRequestTable } from '../schema.ts';
import { type FoundJoinRequest, joinRequestColumns, type JoinRequestRow } from './join-request.ts';

export const NewJoinRequest = z.strictObject({ message: z.string().trim().max(500).optional() });

/**
 * Requests to join a listed organization; its owners and admins are notified.
 * @throws DomainError 409 `already-member` or `already-asked`.
 */
export function askToJoin(
  ctx: TeamsContext,
  { id: organizationId, name }: OrganizationRow,
  message: string,
): Promise<JoinRequestRow> {
  const { userId } = ctx.scope;
  if (userId === null) throw unauthenticated();
  return withTransaction(ctx, async (inTx) => {
    await lockOrganization(inTx, organizationId);
    if (await memberOf(inTx, organizationId, userId)) {
      throw conflict('already-member', 'You are already a member of this organization.');
    }
    const createdAt = ctx.clock.now().toISOString();
    const row = await maybeOne(
      insert(inTx, { organizationId, id: newId<JoinRequestId>(), userId, message, createdAt }),
    );
    if (!row) throw conflict('already-asked', 'You have already asked to join. An admin will answer your request.');
    const adminIds = (await adminsOf(inTx, { organizationId })).map((admin) => admin.userId);
    await publish(inTx, {
      type: 'join-request.created',
      organizationId,
      subject: { kind: 'join-request', id: row.id, version: row.version },
      audience: audience(organizationId, { userIds: [...adminIds, userId] }),
      payload: { joinRequestId: row.id, userId, organizationName: name, message, adminIds },
    });
    return row;
  });
}

type Decision = Exclude<(typeof joinRequestStates)[number], 'open'>;

/**
 * Accepts, declines or withdraws a request. Idempotent.
 * @throws DomainError 409 `already-decided` if another answer was faster, `account-gone` for an account that cannot
 * join.
 */
export function decide(
  ctx: TeamsContext,
  { organizationId, id, organizationName }: FoundJoinRequest,
  state: Decision,
  role: 'member' | 'guest' = 'member',
): Promise<JoinRequestRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockOrganization(inTx, organizationId);
    const current = await maybeOne(lock(inTx, { organizationId, id }));
    if (!current) throw notFound();
    if (current.state === state) return current;
    if (current.state !== 'open') throw conflict('already-decided', 'This request has already been answered.');
    const decidedAt = ctx.clock.now().toISOString();
    const row = await maybeOne(settle(inTx, { organizationId, id, state, decidedAt, decidedBy: ctx.scope.userId }));
    if (!row) throw notFound();
    if (state === 'accepted') await addMember(inTx, { organizationId, userId: row.userId, role });
    await publishDecision(inTx, { ...row, organizationName });
    return row;
  });
}

/** Notifies the requester and the organization of the decision. Call it in the transaction that closes the request. */
export function publishDecision(
  ctx: TeamsContext,
  {
    organizationId,
    id,
    userId,
    state,
    version,
    organizationName,
  }: Pick<FoundJoinRequest, 'organizationId' | 'id' | 'userId' | 'state' | 'version' | 'organizationName'>,
): Promise<void> {
  return publish(ctx, {
    type: 'join-request.decided',
    organizationId,
    subject: { kind: 'join-request', id, version },
    audience: audience(organizationId, { everyone: true, userIds: [userId] }),
    payload: { joinRequestId: id, userId, organizationName, state },
  });
}

type Key = { organizationId: OrganizationId; id: JoinRequestId };

const insert = query<Key & { userId: UserId; message: string; createdAt: string }>()((params) =>
  qb
    .insert(joinRequestTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      userId: params.userId,
      message: params.message,
      createdAt: params.createdAt,
    })
    .onConflictDoNothing()
    .returning(joinRequestColumns),
);
const lock = query<Key>()((params) =>
  qb
    .select(joinRequestColumns)
    .from(joinRequestTable)
    .where(and(eq(joinRequestTable.organizationId, params.organizationId), eq(joinRequestTable.id, params.id)))
    .for('update'),
);
const settle = query<Key & { state: string; decidedAt: string; decidedBy: UserId | null }>()((params) =>
  qb
    .update(joinRequestTable)
    .set({
      state: sql`${params.state}`,
      decidedAt: sql`${params.decidedAt}`,
      decidedBy: sql`${params.decidedBy}`,
      version: sql`${joinRequestTable.version} + 1`,
    })
    .where(and(eq(joinRequestTable.organizationId, params.organizationId), eq(joinRequestTable.id, params.id)))
    .returning(joinRequestColumns),
);
