import { z } from 'zod';
import { type Actor, userIdOf } from '#platform/context.ts';
import { qb, and, eq } from '#platform/database/drizzle.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import { newId, UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { AuditEntryId } from '../contract.ts';
import { auditEntryTable } from '../schema/audit.ts';

/** Names of security events. */
export type AuditType =
  | 'account.created'
  | 'account.confirmed'
  | 'account.changed'
  | 'account.locked'
  | 'account.unlocked'
  | 'account.leaving'
  | 'account.restored'
  | 'account.deleted'
  | 'sign-in.succeeded'
  | 'sign-in.failed'
  | 'sign-in.locked'
  | 'session.ended'
  | 'sessions.ended'
  | 'password.changed'
  | 'password.reset-requested'
  | 'refresh-token.reused'
  | 'second-factor.added'
  | 'second-factor.removed'
  | 'recovery-codes.renewed'
  | 'recovery-code.used'
  | 'passkey.added'
  | 'passkey.removed'
  | 'link.handed-over'
  | 'identity.linked'
  | 'identity.removed'
  | 'token.created'
  | 'token.removed';

/** Records a security event. Call it in the transaction of the change, or alone if nothing else is written. */
export async function audit(
  ctx: AuthContext,
  type: AuditType,
  about: { readonly userId: UserId | null; readonly actorId?: UserId; readonly facts?: Record<string, string> },
): Promise<void> {
  await insert(ctx, {
    id: newId<AuditEntryId>(),
    type,
    actor: ctx.actor,
    actorId: about.actorId ?? userIdOf(ctx.actor),
    userId: about.userId,
    address: ctx.address,
    requestId: ctx.requestId,
    facts: about.facts ?? {},
    at: ctx.clock.now().toISOString(),
  });
}

export const AuditEntry = z
  .strictObject({
    id: AuditEntryId,
    type: z.string(),
    actor: z.strictObject({ kind: z.string(), id: UserId.nullable(), name: z.string().nullable() }),
    user: z.strictObject({ id: UserId, name: z.string().nullable() }).nullable(),
    address: z.string(),
    requestId: z.string(),
    facts: z.record(z.string(), z.string()),
    at: z.iso.datetime(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export interface AuditFilter extends PageQuery {
  readonly userId?: UserId | undefined;
  readonly type?: string | undefined;
}

/** The audit log, newest first. */
export async function readAudit(
  ctx: AuthContext,
  { userId, type, ...pageInput }: AuditFilter,
  namesOf: (ctx: AuthContext, ids: readonly UserId[]) => Promise<ReadonlyMap<UserId, string>>,
): Promise<Page<AuditEntry>> {
  return keysetPage(pageInput, {
    kinds: order.kinds,
    find: (page) => {
      const shape = { cursor: page.hasCursor, user: userId !== undefined, type: type !== undefined };
      return find(ctx, shape, { userId: userId ?? null, type: type ?? null, ...page });
    },
    keyOf: ({ at, id }) => [at, id],
    toItems: async (rows) => {
      const ids = rows.flatMap((row) => [row.actorId, row.userId].filter((id) => id !== null));
      const names = await namesOf(ctx, [...new Set(ids)]);
      return rows.map(({ actor, actorId, userId: about, ...row }) => ({
        ...row,
        actor: { kind: (actor as Actor).kind, id: actorId, name: actorId && (names.get(actorId) ?? null) },
        user: about && { id: about, name: names.get(about) ?? null },
      }));
    },
  });
}

const insert = query<{
  id: AuditEntryId;
  type: string;
  actor: Actor;
  actorId: UserId | null;
  userId: UserId | null;
  address: string;
  requestId: string;
  facts: Record<string, string>;
  at: string;
}>()((params) =>
  qb.insert(auditEntryTable).values({
    id: params.id,
    type: params.type,
    actor: params.actor,
    actorId: params.actorId,
    userId: params.userId,
    address: params.address,
    requestId: params.requestId,
    facts: params.facts,
    at: params.at,
  }),
);
const order = keysetByTime(auditEntryTable.at, auditEntryTable.id, 'newest-first');
const find = queryFamily<
  { cursor: boolean; user: boolean; type: boolean },
  PageParams & { userId: UserId | null; type: string | null }
>()((shape, params) =>
  qb
    .select({
      id: auditEntryTable.id,
      type: auditEntryTable.type,
      actor: auditEntryTable.actor,
      actorId: auditEntryTable.actorId,
      userId: auditEntryTable.userId,
      address: auditEntryTable.address,
      requestId: auditEntryTable.requestId,
      facts: auditEntryTable.facts,
      at: auditEntryTable.at,
    })
    .from(auditEntryTable)
    .where(
      and(
        shape.user ? eq(auditEntryTable.userId, params.userId) : undefined,
        shape.type ? eq(auditEntryTable.type, params.type) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
