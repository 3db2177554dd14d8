import { z } from 'zod';
import { Person, type PeopleDirectory } from '#modules/auth';
import { Colour, Key } from '#modules/teams';
import type { Scope } from '#platform/access/scope.ts';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import { projectStatuses } from '../contract.ts';
import { project, projectTeam } from '../schema.ts';

export const Project = z
  .strictObject({
    id: ProjectId,
    organizationId: OrganizationId,
    name: z.string(),
    key: Key,
    description: z.string(),
    status: z.enum(projectStatuses),
    leadId: UserId.nullable(),
    lead: Person.nullable(),
    startDate: z.iso.date().nullable(),
    targetDate: z.iso.date().nullable(),
    colour: Colour,
    teamIds: z.array(TeamId),
    health: z.enum(['on_track', 'at_risk', 'off_track']).nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof Project>;

export const projectColumns = {
  id: project.id,
  organizationId: project.organizationId,
  name: project.name,
  key: project.key,
  description: project.description,
  status: project.status,
  leadId: project.leadId,
  startDate: project.startDate,
  targetDate: project.targetDate,
  colour: project.colour,
  createdAt: project.createdAt,
  version: project.version,
};

/** Written out in full: within its own subquery drizzle would leave the outer table's name away. */
export const teamIds = sql<TeamId[]>`array(
  select ${sql.raw('"pt"."team_id"')} from ${projectTeam} as "pt"
  where "pt"."organization_id" = "projects"."project"."organization_id" and "pt"."project_id" = "projects"."project"."id"
  order by 1)`;

export type ProjectRow = Pick<typeof project.$inferSelect, keyof typeof projectColumns> & {
  readonly teamIds: TeamId[];
};

/** A project in the caller's scope: of an organization of theirs, or one that they were added to as a guest. */
export const projectInScope = query<{
  id: ProjectId;
  organizationIds: readonly OrganizationId[];
  guestProjectIds: readonly ProjectId[];
}>()((place) =>
  build
    .select({ ...projectColumns, teamIds })
    .from(project)
    .where(
      and(
        eq(project.id, place.id),
        isNull(project.deletedAt),
        sql`(${project.organizationId} = any(${place.organizationIds}) or ${project.id} = any(${place.guestProjectIds}))`,
      ),
    ),
);

export function scopeArguments(scope: Scope) {
  return { organizationIds: scope.memberOrganizationIds, guestProjectIds: scope.guestProjectIds };
}

/** Rows as the API shows them, with the leads' names from one batched call. */
export async function toProjects(people: PeopleDirectory, rows: readonly ProjectRow[]): Promise<Project[]> {
  const leads = await people.byIds(rows.map(({ leadId }) => leadId));
  return rows.map(({ version: _version, ...row }) => {
    const lead = row.leadId === null ? undefined : leads.get(row.leadId);
    const shown = lead && {
      id: lead.id,
      username: lead.username,
      name: lead.name,
      avatarUrl: lead.avatarUrl,
      email: lead.email,
    };
    return { ...row, lead: shown ?? null, health: null };
  });
}
