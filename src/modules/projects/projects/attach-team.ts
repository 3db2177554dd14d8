import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { lockProject } from '../project/lock-project.ts';
import type { ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { projectTable, projectTeamTable } from '../schema.ts';

type ProjectTeam = { organizationId: OrganizationId; projectId: ProjectId; teamId: TeamId };

/** Attaches a team of the organization to the project. Idempotent. */
export async function attachTeam(
  ctx: ProjectsContext,
  project: Authorized<ProjectRow, 'change'>,
  teamId: TeamId,
): Promise<void> {
  if (!ctx.scope.organization(project.organizationId)?.team(teamId)) throw notFound();
  await changeTeams(ctx, project, (inTx, key) => attachTeamRow(inTx, { ...key, teamId }));
}

export async function detachTeam(
  ctx: ProjectsContext,
  project: Authorized<ProjectRow, 'change'>,
  teamId: TeamId,
): Promise<void> {
  await changeTeams(ctx, project, (inTx, key) => remove(inTx, { ...key, teamId }));
}

/** Replaces the teams of the project. Call it in the transaction of the change. */
export async function replaceTeams(
  ctx: ProjectsContext,
  key: { organizationId: OrganizationId; projectId: ProjectId },
  teamIds: readonly TeamId[],
): Promise<void> {
  await removeOthers(ctx, { ...key, teamIds });
  for (const teamId of teamIds) await attachTeamRow(ctx, { ...key, teamId });
}

function changeTeams(
  ctx: ProjectsContext,
  project: ProjectRow,
  change: (
    ctx: ProjectsContext,
    key: { organizationId: OrganizationId; projectId: ProjectId },
  ) => Promise<readonly unknown[]>,
): Promise<void> {
  const { organizationId, id: projectId } = project;
  return withTransaction(ctx, async (inTx) => {
    const { version } = await lockProject(inTx, { organizationId, id: projectId });
    if ((await change(inTx, { organizationId, projectId })).length === 0) return;
    await bump(inTx, { organizationId, id: projectId });
    await publish(inTx, {
      type: 'project.changed',
      organizationId,
      subject: { kind: 'project', id: projectId, version: version + 1 },
      audience: audience(organizationId, { everyone: true, projectIds: [projectId] }),
      payload: { projectId },
    });
  });
}

export const attachTeamRow = query<ProjectTeam>()((params) =>
  qb
    .insert(projectTeamTable)
    .values({ organizationId: params.organizationId, projectId: params.projectId, teamId: params.teamId })
    .onConflictDoNothing()
    .returning({ teamId: projectTeamTable.teamId }),
);
const remove = query<ProjectTeam>()((params) =>
  qb
    .delete(projectTeamTable)
    .where(
      and(
        eq(projectTeamTable.organizationId, params.organizationId),
        eq(projectTeamTable.projectId, params.projectId),
        eq(projectTeamTable.teamId, params.teamId),
      ),
    )
    .returning({ teamId: projectTeamTable.teamId }),
);
const removeOthers = query<{ organizationId: OrganizationId; projectId: ProjectId; teamIds: readonly TeamId[] }>()(
  (params) =>
    qb
      .delete(projectTeamTable)
      .where(
        and(
          eq(projectTeamTable.organizationId, params.organizationId),
          eq(projectTeamTable.projectId, params.projectId),
          sql`${projectTeamTable.teamId} <> all(${params.teamIds})`,
        ),
      ),
);
const bump = query<{ organizationId: OrganizationId; id: ProjectId }>()((params) =>
  qb
    .update(projectTable)
    .set({ version: sql`${projectTable.version} + 1` })
    .where(and(eq(projectTable.organizationId, params.organizationId), eq(projectTable.id, params.id))),
);
