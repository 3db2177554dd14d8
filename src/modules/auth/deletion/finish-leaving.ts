import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, isNotNull, isNull, lte, sql } from '#platform/database/drizzle.ts';
import { first, query, statement } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import { audit } from '../audit/audit.ts';
import { forgetAvatar } from '../avatars/avatar.ts';
import type { AuthContext } from '../context.ts';
import { publish } from '../publish.ts';
import {
  identity,
  type leavingSteps,
  mailedLink,
  passkey,
  personalToken,
  recoveryCode,
  session,
  totp,
  user,
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
  const row = await first(leavingById(ctx, { id: userId }));
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
export const accountsToFinish = query<{ now: string }>()((place) =>
  build
    .select({ id: user.id })
    .from(user)
    .where(and(isNull(user.deletedAt), lte(user.finishAt, place.now))),
);

const begin = query<{ id: UserId; now: string }>()((place) =>
  build
    .update(user)
    .set({ leavingStep: sql`'begun'` })
    .where(and(eq(user.id, place.id), eq(user.leavingStep, 'marked'), lte(user.finishAt, place.now))),
);
const leavingById = query<{ id: UserId }>()((place) =>
  build
    .select({ leavingStep: user.leavingStep, heirId: user.heirId, avatarVersion: user.avatarVersion })
    .from(user)
    .where(and(eq(user.id, place.id), isNotNull(user.leavingAt), isNull(user.deletedAt))),
);
const keepStep = query<{ id: UserId; step: Step }>()((place) =>
  build
    .update(user)
    .set({ leavingStep: sql`${place.step}` })
    .where(eq(user.id, place.id)),
);
/** What names the person goes; the id stays, so that what they did still has an author. */
const empty = query<{ id: UserId; now: string }>()((place) =>
  build
    .update(user)
    .set({
      email: sql`'deleted:' || ${user.id}::text`,
      username: sql`'deleted:' || ${user.id}::text`,
      name: sql`''`,
      passwordDigest: sql`null`,
      avatarVersion: sql`null`,
      instanceAdmin: sql`false`,
      deletedAt: sql`${place.now}`,
      version: sql`${user.version} + 1`,
    })
    .where(and(eq(user.id, place.id), isNull(user.deletedAt)))
    .returning({ version: user.version }),
);
const ownTables = [session, personalToken, passkey, identity, totp, recoveryCode, mailedLink];
const eraseCredentials = statement<{ id: UserId }, object>((place) => {
  const erased = ownTables.map(
    (table, i) => sql`${sql.raw(`t${i}`)} as (delete from ${table} where user_id = ${place.id})`,
  );
  return sql`with ${sql.join(erased, sql`, `)} select 1`;
});
