import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, gt, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { deviceName } from '#platform/http/device-name.ts';
import type { UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { sessionTable } from '../schema/session.ts';

export const Session = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['browser', 'api']),
    current: z.boolean(),
    device: z.string().describe('For example “Firefox on Linux”; empty if unknown.'),
    address: z.string(),
    secondFactor: z.boolean(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'SessionEntry' });
export type Session = z.infer<typeof Session>;

/** The person's sessions, newest first. */
export async function listSessions(ctx: AuthContext, userId: UserId, currentId: string | null): Promise<Session[]> {
  const rows = await ofUser(ctx, { userId, now: ctx.clock.now().toISOString() });
  return rows.map(({ sid, userAgent, ...row }) => ({
    ...row,
    id: sid,
    current: sid === currentId,
    device: deviceName(userAgent),
  }));
}

/**
 * Ends one of the person's sessions.
 * @throws DomainError 404 if it is not theirs.
 */
export function endOwnSession(ctx: AuthContext, userId: UserId, sid: string): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const ended = await remove(inTx, { userId, sid });
    if (ended.length === 0) throw notFound();
    await access.record(inTx, `session:${sid}`);
    await audit(inTx, 'session.ended', { userId, facts: { session: sid } });
  });
}

const ofUser = query<{ userId: UserId; now: string }>()((params) =>
  qb
    .select({
      sid: sessionTable.sid,
      kind: sessionTable.kind,
      userAgent: sessionTable.userAgent,
      address: sessionTable.address,
      secondFactor: sessionTable.secondFactor,
      createdAt: sessionTable.createdAt,
      lastSeenAt: sessionTable.lastSeenAt,
      expiresAt: sessionTable.expiresAt,
    })
    .from(sessionTable)
    .where(
      and(
        eq(sessionTable.userId, params.userId),
        gt(sessionTable.expiresAt, params.now),
        gt(sessionTable.endsAt, params.now),
      ),
    )
    .orderBy(sql`${sessionTable.createdAt} desc, ${sessionTable.sid} desc`),
);
const remove = query<{ userId: UserId; sid: string }>()((params) =>
  qb
    .delete(sessionTable)
    .where(and(eq(sessionTable.userId, params.userId), eq(sessionTable.sid, params.sid)))
    .returning({ sid: sessionTable.sid }),
);
