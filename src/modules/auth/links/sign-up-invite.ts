import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { DomainError } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { publish } from '../publish.ts';
import { userTable } from '../schema/user.ts';
import type { UserRow } from '../user/user.ts';

/** Accepts the stored invite after the address is confirmed. Call it in that transaction. */
export async function enterAsInvited(ctx: AuthContext, { id, version }: UserRow): Promise<void> {
  for (const { inviteId } of await storedInvite(ctx, { id })) {
    await forgetInvite(ctx, { id });
    await publish(ctx, {
      type: 'user.invite-due',
      organizationId: null,
      subject: { kind: 'user', id, version },
      audience: null,
      payload: { userId: id, inviteId },
    });
  }
}

/** Accepts an invite. A revoked or expired invite is ignored, not an error. */
export async function acceptDueInvite(
  ctx: AuthContext,
  { userId, inviteId }: { userId: UserId; inviteId: string },
): Promise<void> {
  try {
    await ctx.ports.acceptInvite(ctx, inviteId, userId);
  } catch (error) {
    if (!(error instanceof DomainError) || !['conflict', 'forbidden', 'not-found'].includes(error.kind)) throw error;
    ctx.log.info({ userId, inviteId, code: error.code }, 'an invitation was no longer valid');
  }
}

const storedInvite = query<{ id: UserId }>()((params) =>
  qb
    .select({ inviteId: sql<string>`${userTable.signUpInviteId}`.as('invite_id') })
    .from(userTable)
    .where(sql`${userTable.id} = ${params.id} and ${userTable.signUpInviteId} is not null`),
);
const forgetInvite = query<{ id: UserId }>()((params) =>
  qb
    .update(userTable)
    .set({ signUpInviteId: sql`null` })
    .where(eq(userTable.id, params.id)),
);
