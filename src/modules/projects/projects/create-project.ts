import { z } from 'zod';
import { Colour, Key } from '#modules/teams';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { breaksConstraint, withTransaction } from '#platform/database/database.ts';
import { qb } from '#platform/database/drizzle.ts';
import { one, query } from '#platform/database/query.ts';
import { conflict, invalid, unauthenticated } from '#platform/errors.ts';
import { CalendarDate } from '#platform/http/fields.ts';
import { audience } from '#platform/events/event.ts';
import { newId, type OrganizationId, type ProjectId, TeamId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectColumns, ProjectDescription, ProjectName, type ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { projectTable } from '../schema.ts';
import { attachTeamRow } from './attach-team.ts';

export const NewProject = z
  .strictObject({
    name: ProjectName,
    key: Key,
    description: ProjectDescription.optional(),
    leadId: UserId.optional(),
    startDate: CalendarDate.optional(),
    targetDate: CalendarDate.optional(),
    colour: Colour.optional(),
    teamIds: z.array(TeamId).max(50).optional(),
  })
  .refine(({ startDate, targetDate }) => !startDate || !targetDate || startDate <= targetDate, {
    path: ['targetDate'],
    error: 'must not be before startDate',
  });
export type NewProject = z.infer<typeof NewProject>;

/**
 * Creates a project. The creator leads it unless another lead is given.
 * @throws DomainError 409 `key-taken`, 422 for a team or lead of another organization.
 */
export async function createProject(
  ctx: ProjectsContext,
  organization: Authorized<OrganizationAccess, 'make projects'>,
  input: NewProject,
): Promise<ProjectRow> {
  const createdBy = userIdOf(ctx.actor);
  if (createdBy === null) throw unauthenticated();
  const teamIds = [...new Set(input.teamIds ?? [])].toSorted();
  checkTeams(organization, teamIds);
  const leadId = input.leadId ?? createdBy;
  await checkLead(ctx, organization.id, leadId);
  return withTransaction(ctx, async (inTx) => {
    const id = newId<ProjectId>();
    const row = await insertProject(inTx, {
      organizationId: organization.id,
      id,
      name: input.name,
      key: input.key,
      description: input.description ?? '',
      leadId,
      startDate: input.startDate ?? null,
      targetDate: input.targetDate ?? null,
      colour: input.colour ?? '#1f8a8a',
      createdBy,
      createdAt: ctx.clock.now().toISOString(),
    });
    for (const teamId of teamIds) await attachTeamRow(inTx, { organizationId: organization.id, projectId: id, teamId });
    await publish(inTx, {
      type: 'project.created',
      organizationId: organization.id,
      subject: { kind: 'project', id, version: row.version },
      audience: audience(organization.id, { everyone: true }),
      payload: { projectId: id, name: row.name },
    });
    return { ...row, teamIds };
  });
}

/** @throws DomainError 422 for a team of another organization. */
export function checkTeams(organization: OrganizationAccess | undefined, teamIds: readonly TeamId[]): void {
  for (const id of teamIds) if (!organization?.team(id)) throw invalid('teamIds', 'This team does not exist.');
}

/** @throws DomainError 422 for a person who is not a member of the organization. */
export async function checkLead(ctx: ProjectsContext, organizationId: OrganizationId, leadId: UserId): Promise<void> {
  const [lead] = await ctx.teams.membersOf(ctx, { organizationId, userIds: [leadId] });
  if (!lead || lead.role === 'guest') throw invalid('leadId', 'This member does not exist.');
}

async function insertProject(ctx: ProjectsContext, values: Parameters<typeof insert>[1]) {
  try {
    return await one(insert(ctx, values));
  } catch (error) {
    if (!breaksConstraint(error, 'project_key')) throw error;
    throw conflict('key-taken', 'Another project already uses this key. Choose another.');
  }
}

const insert = query<{
  organizationId: OrganizationId;
  id: ProjectId;
  name: string;
  key: string;
  description: string;
  leadId: UserId;
  startDate: string | null;
  targetDate: string | null;
  colour: string;
  createdBy: UserId;
  createdAt: string;
}>()((params) =>
  qb
    .insert(projectTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      name: params.name,
      key: params.key,
      description: params.description,
      leadId: params.leadId,
      startDate: params.startDate,
      targetDate: params.targetDate,
      colour: params.colour,
      createdBy: params.createdBy,
      createdAt: params.createdAt,
    })
    .returning(projectColumns),
);
