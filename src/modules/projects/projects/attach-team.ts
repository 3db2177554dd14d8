import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { holdProject } from '../project/hold-project.ts';
import type { ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { project, projectTeam } from '../schema.ts';

type ProjectTeam = { organizationId: OrganizationId; projectId: ProjectId; teamId: TeamId };

/** Says that a team of the organization works on the project. Once is enough. */
export async function attachTeam(
  ctx: ProjectsContext,
  found: Authorized<ProjectRow, 'change'>,
  teamId: TeamId,
): Promise<void> {
  if (!ctx.scope.organization(found.organizationId)?.team(teamId)) throw notFound();
  await changeTeams(ctx, found, (inTx, key) => attachTeamRow(inTx, { ...key, teamId }));
}

export async function detachTeam(
  ctx: ProjectsContext,
  found: Authorized<ProjectRow, 'change'>,
  teamId: TeamId,
): Promise<void> {
  await changeTeams(ctx, found, (inTx, key) => remove(inTx, { ...key, teamId }));
}

/** Makes these the teams that work on the project, and no others. Call it in the change's transaction. */
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
  found: ProjectRow,
  change: (
    ctx: ProjectsContext,
    key: { organizationId: OrganizationId; projectId: ProjectId },
  ) => Promise<readonly unknown[]>,
): Promise<void> {
  const { organizationId, id: projectId } = found;
  return withTransaction(ctx, async (inTx) => {
    const { version } = await holdProject(inTx, { organizationId, id: projectId });
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

export const attachTeamRow = query<ProjectTeam>()((place) =>
  build
    .insert(projectTeam)
    .values({ organizationId: place.organizationId, projectId: place.projectId, teamId: place.teamId })
    .onConflictDoNothing()
    .returning({ teamId: projectTeam.teamId }),
);
const remove = query<ProjectTeam>()((place) =>
  build
    .delete(projectTeam)
    .where(
      and(
        eq(projectTeam.organizationId, place.organizationId),
        eq(projectTeam.projectId, place.projectId),
        eq(projectTeam.teamId, place.teamId),
      ),
    )
    .returning({ teamId: projectTeam.teamId }),
);
const removeOthers = query<{ organizationId: OrganizationId; projectId: ProjectId; teamIds: readonly TeamId[] }>()(
  (place) =>
    build
      .delete(projectTeam)
      .where(
        and(
          eq(projectTeam.organizationId, place.organizationId),
          eq(projectTeam.projectId, place.projectId),
          sql`${projectTeam.teamId} <> all(${place.teamIds})`,
        ),
      ),
);
const bump = query<{ organizationId: OrganizationId; id: ProjectId }>()((place) =>
  build
    .update(project)
    .set({ version: sql`${project.version} + 1` })
    .where(and(eq(project.organizationId, place.organizationId), eq(project.id, place.id))),
);
