import { z } from 'zod';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { keysetByName, type PageParams } from '#platform/pagination/keyset.ts';
import type { Language } from '#platform/database/language.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import { OrganizationId, TeamId, type UserId } from '#platform/ids.ts';
import { Colour, editPolicies, Key, TeamRole, visibilities } from '../contract.ts';
import { team, teamMember } from '../schema.ts';

export const Team = z
  .strictObject({
    id: TeamId,
    organizationId: OrganizationId,
    name: z.string(),
    key: Key,
    colour: Colour,
    description: z.string(),
    visibility: z.enum(visibilities),
    editPolicy: z.enum(editPolicies),
    deleteOpenTasks: z.boolean(),
    archivedAt: z.iso.datetime().nullable(),
    myRole: TeamRole.nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Team' });
export type Team = z.infer<typeof Team>;

export const teamColumns = {
  id: team.id,
  organizationId: team.organizationId,
  name: team.name,
  key: team.key,
  colour: team.colour,
  description: team.description,
  visibility: team.visibility,
  editPolicy: team.editPolicy,
  deleteOpenTasks: team.deleteOpenTasks,
  archivedAt: team.archivedAt,
  version: team.version,
  createdAt: team.createdAt,
};
export type TeamRow = Pick<typeof team.$inferSelect, keyof typeof teamColumns>;

export const teamsByIds = queryFamily<
  { language: Language; cursor: boolean },
  PageParams & { organizationIds: readonly OrganizationId[]; ids: readonly TeamId[] }
>()((shape, params) => {
  const order = keysetByName(shape.language, team.name, team.id);
  return build
    .select({ ...teamColumns, ...order.columns })
    .from(team)
    .where(
      and(
        sql`${team.organizationId} = any(${params.organizationIds})`,
        sql`${team.id} = any(${params.ids})`,
        isNull(team.deletedAt),
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});

export const teamById = query<{ organizationId: OrganizationId; id: TeamId }>()((place) =>
  build
    .select(teamColumns)
    .from(team)
    .where(and(eq(team.organizationId, place.organizationId), eq(team.id, place.id), isNull(team.deletedAt))),
);

/** A team of these organizations with somebody's role in it, archived and deleted ones, too. */
export const teamInOrganizations = query<{
  id: TeamId;
  organizationIds: readonly OrganizationId[];
  userId: UserId | null;
}>()((place) =>
  build
    .select({ organizationId: team.organizationId, role: teamMember.role })
    .from(team)
    .leftJoin(
      teamMember,
      and(
        eq(teamMember.organizationId, team.organizationId),
        eq(teamMember.teamId, team.id),
        eq(teamMember.userId, place.userId),
      ),
    )
    .where(and(eq(team.id, place.id), sql`${team.organizationId} = any(${place.organizationIds})`)),
);

export function toTeam({ version: _version, ...row }: TeamRow, myRole: TeamInOrganization['team']['role']): Team {
  return { ...row, myRole };
}
