import type { Transaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { joinRequest, organization } from '../schema.ts';
import { tellOfDecision } from './ask-to-join.ts';

/** Takes back whatever somebody asked for who goes away: nobody is let in who is no more. */
export async function withdrawRequestsOf(
  ctx: TeamsContext & { readonly tx: Transaction },
  userId: UserId,
): Promise<void> {
  const decidedAt = ctx.clock.now().toISOString();
  for (const row of await withdraw(ctx, { userId, decidedAt })) await tellOfDecision(ctx, { ...row, userId });
}

const withdraw = query<{ userId: UserId; decidedAt: string }>()((place) =>
  build
    .update(joinRequest)
    .set({
      state: sql`'withdrawn'`,
      decidedAt: sql`${place.decidedAt}`,
      decidedBy: sql`${place.userId}`,
      version: sql`${joinRequest.version} + 1`,
    })
    .from(organization)
    .where(
      and(
        eq(organization.id, joinRequest.organizationId),
        eq(joinRequest.userId, place.userId),
        eq(joinRequest.state, 'open'),
      ),
    )
    .returning({
      organizationId: joinRequest.organizationId,
      id: joinRequest.id,
      state: joinRequest.state,
      version: joinRequest.version,
      organizationName: sql<string>`${organization.name}`.as('organization_name'),
    }),
);
