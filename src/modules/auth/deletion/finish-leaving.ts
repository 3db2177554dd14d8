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
import {
  identityTable,
  type leavingSteps,
  mailedLinkTable,
  passkeyTable,
  personalTokenTable,
  recoveryCodeTable,
  sessionTable,
  totpTable,
  userTable,
} from '../schema.ts';
import { recheckTokens } from '../tokens/personal-token.ts';

type Step = (typeof leavingSteps)[number];

/**
 * Brings a deletion to its end: the tasks go to the heir, the person leaves every organization, the account is emptied.
 * Each step is kept once it is done and changes nothing when it is repeated, so the job may be cut anywhere and begin
 * again: the end is the same.
 */
export async function finishLeaving(ctx: AuthContext, userId: UserId): Promise<void> {
  await begin(ctx, { id: userId, now: ctx.clock.now().toISOString() });
  // From here on it can't be taken back.
  const row = await maybeOne(leavingById(ctx, { id: userId }));
  if (!row || row.leavingStep === 'marked') return;
  if (row.leavingStep === 'begun') {
    await ctx.ports.handOverTasks({ ...ctx, commandId: `leave ${userId} tasks` }, userId, row.heirId);
    await keepStep(ctx, { id: userId, step: 'handed-over' });
  }
  if (row.leavingStep !== 'left') {
    await ctx.ports.leaveOrganizations({ ...ctx, commandId: `leave ${userId} organizations` }, userId);
    await keepStep(ctx, { id: userId, step: 'left' });
  }
  await forgetAvatar(ctx, userId, row.avatarVersion);
  await withTransaction(ctx, async (inTx) => {
    const [emptied] = await empty(inTx, { id: userId, now: ctx.clock.now().toISOString() });
    if (!emptied) return;
    await recheckTokens(inTx, userId);
    await eraseCredentials(inTx, { id: userId });
    await access.record(inTx, `person:${userId}`, `user:${userId}`);
    await audit(inTx, 'account.deleted', { userId });
    await publish(inTx, {
      type: 'user.deleted',
      organizationId: null,
      subject: { kind: 'user', id: userId, version: emptied.version },
      audience: audience(null, { userIds: [userId] }),
      payload: { userId },
    });
  });
}

/** Accounts whose grace is over, and those whose deletion was cut in the middle. */
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
const leavingById = query<{ id: UserId }>()((params) =>
  qb
    .select({ leavingStep: userTable.leavingStep, heirId: userTable.heirId, avatarVersion: userTable.avatarVersion })
    .from(userTable)
    .where(and(eq(userTable.id, params.id), isNotNull(userTable.leavingAt), isNull(userTable.deletedAt))),
);
const keepStep = query<{ id: UserId; step: Step }>()((params) =>
  qb
    .update(userTable)
    .set({ leavingStep: sql`${params.step}` })
    .where(eq(userTable.id, params.id)),
);
/** What names the person goes; the id stays, so that what they did still has an author. */
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
  const erased = ownTables.map(
    (table, i) => sql`${sql.raw(`t${i}`)} as (delete from ${table} where user_id = ${params.id})`,
  );
  return sql`with ${sql.join(erased, sql`, `)} select 1`;
});
