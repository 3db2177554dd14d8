import type { Transaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { joinRequestTable, organizationTable } from '../schema.ts';
import { publishDecision } from './ask-to-join.ts';

/** Withdraws all join requests of a person whose account is being deleted. */
export async function withdrawRequestsOf(
  ctx: TeamsContext & { readonly tx: Transaction },
  userId: UserId,
): Promise<void> {
  const decidedAt = ctx.clock.now().toISOString();
  for (const row of await withdraw(ctx, { userId, decidedAt })) await publishDecision(ctx, { ...row, userId });
}

const withdraw = query<{ userId: UserId; decidedAt: string }>()((params) =>
  qb
    .update(joinRequestTable)
    .set({
      state: sql`'withdrawn'`,
      decidedAt: sql`${params.decidedAt}`,
      decidedBy: sql`${params.userId}`,
      version: sql`${joinRequestTable.version} + 1`,
    })
    .from(organizationTable)
    .where(
      and(
        eq(organizationTable.id, joinRequestTable.organizationId),
        eq(joinRequestTable.userId, params.userId),
        eq(joinRequestTable.state, 'open'),
      ),
    )
    .returning({
      organizationId: joinRequestTable.organizationId,
      id: joinRequestTable.id,
      state: joinRequestTable.state,
      version: joinRequestTable.version,
      organizationName: sql<string>`${organizationTable.name}`.as('organization_name'),
    }),
);
