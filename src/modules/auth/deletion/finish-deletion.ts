import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNotNull, isNull, lte, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, rawQuery } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import { audit } from '../audit/audit.ts';
import { forgetAvatar } from '../avatars/avatar.ts';
import type { AuthContext } from '../context.ts';
import { publish } from '../publish.ts';
import { identityTable } from '../schema/identity.ts';
import { mailedLinkTable } from '../schema/mailed-link.ts';
import { passkeyTable } from '../schema/passkey.ts';
import { personalTokenTable } from '../schema/personal-token.ts';
import { recoveryCodeTable, totpTable } from '../schema/second-factor.ts';
import { sessionTable } from '../schema/session.ts';
import { type leavingSteps, userTable } from '../schema/user.ts';
import { recheckTokens } from '../tokens/personal-token.ts';

type Step = (typeof leavingSteps)[number];

/**
 * Finishes a deletion: assigns the tasks to the successor, removes the person from every organization, empties the
 * account. Each step is recorded and idempotent, so the job can be interrupted at any point and continued.
 */
export async function finishDeletion(ctx: AuthContext, userId: UserId): Promise<void> {
  await begin(ctx, { id: userId, now: ctx.clock.now().toISOString() });
  // From here on the deletion cannot be undone.
  const row = await maybeOne(deletionById(ctx, { id: userId }));
  if (!row || row.leavingStep === 'marked') return;
  if (row.leavingStep === 'begun') {
    await ctx.ports.handOverTasks({ ...ctx, commandId: `leave ${userId} tasks` }, userId, row.successorId);
    await storeStep(ctx, { id: userId, step: 'handed-over' });
  }
  if (row.leavingStep !== 'left') {
    await ctx.ports.leaveOrganizations({ ...ctx, commandId: `leave ${userId} organizations` }, userId);
    await storeStep(ctx, { id: userId, step: 'left' });
  }
  await forgetAvatar(ctx, userId, row.avatarVersion);
  await withTransaction(ctx, async (inTx) => {
    const [account] = await empty(inTx, { id: userId, now: ctx.clock.now().toISOString() });
    if (!account) return;
    await recheckTokens(inTx, userId);
    await eraseCredentials(inTx, { id: userId });
    await access.record(inTx, `person:${userId}`, `user:${userId}`);
    await audit(inTx, 'account.deleted', { userId });
    await publish(inTx, {
      type: 'user.deleted',
      organizationId: null,
      subject: { kind: 'user', id: userId, version: account.version },
      audience: audience(null, { userIds: [userId] }),
      payload: { userId },
    });
  });
}

/** Accounts whose waiting period is over, and those whose deletion was interrupted. */
export const accountsToFinish = query<{ now: string }>()((params) =>
  qb
    .select({ id: userTable.id })
    .from(userTable)
    .where(and(isNull(userTable.deletedAt), lte(userTable.finishAt, params.now))),
);

const begin = query<{ id: UserId; now: string }>()((params) =>
  qb
    .update(userTable)
    .set({ leavingStep: sql`'begun'` })
    .where(and(eq(userTable.id, params.id), eq(userTable.leavingStep, 'marked'), lte(userTable.finishAt, params.now))),
);
const deletionById = query<{ id: UserId }>()((params) =>
  qb
    .select({
      leavingStep: userTable.leavingStep,
      successorId: userTable.successorId,
      avatarVersion: userTable.avatarVersion,
    })
    .from(userTable)
    .where(and(eq(userTable.id, params.id), isNotNull(userTable.leavingAt), isNull(userTable.deletedAt))),
);
const storeStep = query<{ id: UserId; step: Step }>()((params) =>
  qb
    .update(userTable)
    .set({ leavingStep: sql`${params.step}` })
    .where(eq(userTable.id, params.id)),
);
/** Removes all personal data. The id stays, so that the person's work still has an author. */
const empty = query<{ id: UserId; now: string }>()((params) =>
  qb
    .update(userTable)
    .set({
      email: sql`'deleted:' || ${userTable.id}::text`,
      username: sql`'deleted:' || ${userTable.id}::text`,
      name: sql`''`,
      passwordDigest: sql`null`,
      avatarVersion: sql`null`,
      instanceAdmin: sql`false`,
      deletedAt: sql`${params.now}`,
      version: sql`${userTable.version} + 1`,
    })
    .where(and(eq(userTable.id, params.id), isNull(userTable.deletedAt)))
    .returning({ version: userTable.version }),
);
const ownTables = [
  sessionTable,
  personalTokenTable,
  passkeyTable,
  identityTable,
  totpTable,
  recoveryCodeTable,
  mailedLinkTable,
];
const eraseCredentials = rawQuery<{ id: UserId }, object>((params) => {
  const erasures = ownTables.map(
    (table, i) => sql`${sql.raw(`t${i}`)} as (delete from ${table} where user_id = ${params.id})`,
  );
  return sql`with ${sql.join(erasures, sql`, `)} select 1`;
});
