import { z } from 'zod';
import { Name } from '#platform/http/fields.ts';
import { Person } from '#modules/auth';
import { Colour, Key } from '#modules/teams';
import type { Scope } from '#platform/access/scope.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectHealths, projectStatuses } from '../contract.ts';
import { favouritesAmong } from '../favourites/favourite.ts';
import { projectTable, projectTeamTable } from '../schema.ts';
import { allowedMoves } from './status.ts';

export const Project = z
  .strictObject({
    id: ProjectId,
    organizationId: OrganizationId,
    name: z.string(),
    key: Key,
    description: z.string(),
    status: z.enum(projectStatuses),
    nextStatuses: z.array(z.enum(projectStatuses)).describe('Allowed next statuses.'),
    leadId: UserId.nullable(),
    lead: Person.nullable(),
    startDate: z.iso.date().nullable(),
    targetDate: z.iso.date().nullable(),
    colour: Colour,
    teamIds: z.array(TeamId),
    health: z.enum(projectHealths).nullable().describe('Health of the latest update.'),
    favourite: z.boolean().describe('Whether it is a favourite of the caller.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof Project>;

export const ProjectName = Name;
export const ProjectDescription = z.string().max(20_000);

export const projectColumns = {
  id: projectTable.id,
  organizationId: projectTable.organizationId,
  name: projectTable.name,
  key: projectTable.key,
  description: projectTable.description,
  status: projectTable.status,
  leadId: projectTable.leadId,
  startDate: projectTable.startDate,
  targetDate: projectTable.targetDate,
  colour: projectTable.colour,
  health: projectTable.health,
  createdAt: projectTable.createdAt,
  version: projectTable.version,
};

/** Column names are written out: within a subquery drizzle would omit the outer table's name. */
export const teamIds = sql<TeamId[]>`array(
  select ${sql.raw('"pt"."team_id"')} from ${projectTeamTable} as "pt"
  where "pt"."organization_id" = "projects"."project"."organization_id" and "pt"."project_id" = "projects"."project"."id"
  order by 1)`;

export type ProjectRow = Pick<typeof projectTable.$inferSelect, keyof typeof projectColumns> & {
  readonly teamIds: TeamId[];
};

/** A project in the caller's scope: of one of their organizations, or one that they see as a guest. */
export const projectInScope = query<{
  id: ProjectId;
  organizationIds: readonly OrganizationId[];
  guestProjectIds: readonly ProjectId[];
}>()((params) =>
  qb
    .select({ ...projectColumns, teamIds })
    .from(projectTable)
    .where(
      and(
        eq(projectTable.id, params.id),
        isNull(projectTable.deletedAt),
        sql`(${projectTable.organizationId} = any(${params.organizationIds}) or ${projectTable.id} = any(${params.guestProjectIds}))`,
      ),
    ),
);

/** The same, including soft-deleted projects. */
export const projectToRestore = query<{ id: ProjectId; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select({ ...projectColumns, teamIds })
    .from(projectTable)
    .where(and(eq(projectTable.id, params.id), sql`${projectTable.organizationId} = any(${params.organizationIds})`)),
);

export const projectByKey = query<{ organizationId: OrganizationId; id: ProjectId }>()((params) =>
  qb
    .select({ ...projectColumns, teamIds })
    .from(projectTable)
    .where(
      and(
        eq(projectTable.organizationId, params.organizationId),
        eq(projectTable.id, params.id),
        isNull(projectTable.deletedAt),
      ),
    ),
);

export function scopeArguments(scope: Scope) {
  return { organizationIds: scope.memberOrganizationIds, guestProjectIds: scope.guestProjectIds };
}

/** Rows as the API shows them, with the leads' names from one batched call and the caller's favourites from one query. */
export async function toProjects(ctx: ProjectsContext, rows: readonly ProjectRow[]): Promise<Project[]> {
  const [leads, favourites] = await Promise.all([
    ctx.people.byIds(rows.map(({ leadId }) => leadId)),
    favouritesAmong(ctx, rows),
  ]);
  return rows.map(({ version: _version, ...row }) => {
    const lead = row.leadId === null ? undefined : leads.get(row.leadId);
    const leadPerson = lead && {
      id: lead.id,
      username: lead.username,
      name: lead.name,
      avatarUrl: lead.avatarUrl,
      email: lead.email,
    };
    const nextStatuses = [...allowedMoves[row.status]];
    return { ...row, nextStatuses, lead: leadPerson ?? null, favourite: favourites.has(row.id) };
  });
}
