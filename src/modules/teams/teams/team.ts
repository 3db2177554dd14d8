import type { TeamInOrganization } from '#platform/http/rules.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { keysetByName, type PageParams } from '#platform/pagination/keyset.ts';
import type { Language } from '#platform/database/language.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { Team } from '../contract.ts';
import { teamTable, teamMemberTable } from '../schema.ts';

export const teamColumns = {
  id: teamTable.id,
  organizationId: teamTable.organizationId,
  name: teamTable.name,
  key: teamTable.key,
  colour: teamTable.colour,
  description: teamTable.description,
  visibility: teamTable.visibility,
  editPolicy: teamTable.editPolicy,
  deleteOpenTasks: teamTable.deleteOpenTasks,
  archivedAt: teamTable.archivedAt,
  version: teamTable.version,
  createdAt: teamTable.createdAt,
};
export type TeamRow = Pick<typeof teamTable.$inferSelect, keyof typeof teamColumns>;

export const teamsByIds = queryFamily<
  { language: Language; cursor: boolean },
  PageParams & { organizationIds: readonly OrganizationId[]; ids: readonly TeamId[] }
>()((shape, params) => {
  const order = keysetByName(shape.language, teamTable.name, teamTable.id);
  return qb
    .select({ ...teamColumns, ...order.columns })
    .from(teamTable)
    .where(
      and(
        sql`${teamTable.organizationId} = any(${params.organizationIds})`,
        sql`${teamTable.id} = any(${params.ids})`,
        isNull(teamTable.deletedAt),
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});

export const teamById = query<{ organizationId: OrganizationId; id: TeamId }>()((params) =>
  qb
    .select(teamColumns)
    .from(teamTable)
    .where(
      and(
        eq(teamTable.organizationId, params.organizationId),
        eq(teamTable.id, params.id),
        isNull(teamTable.deletedAt),
      ),
    ),
);

/** A team of these organizations with the user's role in it, including archived and deleted ones. */
export const teamInOrganizations = query<{
  id: TeamId;
  organizationIds: readonly OrganizationId[];
  userId: UserId | null;
}>()((params) =>
  qb
    .select({ organizationId: teamTable.organizationId, role: teamMemberTable.role })
    .from(teamTable)
    .leftJoin(
      teamMemberTable,
      and(
        eq(teamMemberTable.organizationId, teamTable.organizationId),
        eq(teamMemberTable.teamId, teamTable.id),
        eq(teamMemberTable.userId, params.userId),
      ),
    )
    .where(and(eq(teamTable.id, params.id), sql`${teamTable.organizationId} = any(${params.organizationIds})`)),
);

export function toTeam({ version: _version, ...row }: TeamRow, myRole: TeamInOrganization['team']['role']): Team {
  return { ...row, myRole };
}
