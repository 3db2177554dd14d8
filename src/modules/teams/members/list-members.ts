import { z } from 'zod';
import { and, build, eq, gt, ilike, or, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom, pageQuery } from '#platform/http/pagination.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { OrganizationRole, Position } from '../contract.ts';
import { member, person } from '../schema.ts';
import { type Member, memberColumns, toMember } from './member.ts';

export const MembersQuery = z.strictObject({
  ...pageQuery,
  role: OrganizationRole.optional(),
  position: Position.optional(),
  q: z.string().trim().max(100).optional().describe('Searches name, username and address.'),
});

/** Members by name. */
export async function listMembers(
  ctx: TeamsContext,
  organizationId: OrganizationId,
  { limit, cursor, role, position, q }: z.output<typeof MembersQuery>,
): Promise<Page<Member>> {
  const [name = '', userId = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['text', 'id']);
  const shape = { role: role !== undefined, position: position !== undefined, q: !!q, cursor: cursor !== undefined };
  const rows = await find(ctx, shape, {
    organizationId,
    limit: limit + 1,
    role: role ?? null,
    position: position ?? null,
    pattern: q ? `%${q.replaceAll(/[\\%_]/g, '\\$&')}%` : null,
    name: String(name),
    userId: String(userId) as UserId,
  });
  return pageFrom(rows, limit, (row) => [row.name, row.userId], toMember);
}

const find = queryFamily<
  { role: boolean; position: boolean; q: boolean; cursor: boolean },
  {
    organizationId: OrganizationId;
    limit: number;
    role: string | null;
    position: string | null;
    pattern: string | null;
    name: string;
    userId: UserId;
  }
>()((shape, place) =>
  build
    .select(memberColumns)
    .from(member)
    .innerJoin(person, eq(person.userId, member.userId))
    .where(
      and(
        eq(member.organizationId, place.organizationId),
        shape.role ? eq(member.role, place.role) : undefined,
        shape.position ? eq(member.position, place.position) : undefined,
        shape.q
          ? or(
              ilike(person.name, place.pattern),
              ilike(person.username, place.pattern),
              ilike(person.email, place.pattern),
            )
          : undefined,
        shape.cursor
          ? gt(sql`(${person.name}, ${member.userId})`, sql`(${place.name}, ${place.userId}::uuid)`)
          : undefined,
      ),
    )
    .orderBy(person.name, member.userId)
    .limit(place.limit),
);
