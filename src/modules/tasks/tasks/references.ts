import { build, and, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { invalid } from '#platform/errors.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { LabelId } from '../contract.ts';
import { label } from '../schema.ts';

/** What a task points at, as a caller names it. */
export interface References {
  readonly assigneeId?: UserId | null | undefined;
  readonly collaboratorIds?: readonly UserId[] | undefined;
  readonly labelIds?: readonly LabelId[] | undefined;
  readonly projectId?: ProjectId | null | undefined;
}

/**
 * Checks that what a task is to point at exists in its organization and that its people may see the team.
 * @throws DomainError 422 naming the field.
 */
export async function checkReferences(
  ctx: TasksContext,
  place: { organizationId: OrganizationId; teamId: TeamId },
  references: References,
): Promise<void> {
  await Promise.all([
    checkPeople(ctx, place, references),
    checkLabels(ctx, place.organizationId, references.labelIds ?? []),
    checkProject(ctx, place.organizationId, references.projectId ?? null),
  ]);
}

async function checkPeople(
  ctx: TasksContext,
  { organizationId, teamId }: { organizationId: OrganizationId; teamId: TeamId },
  { assigneeId, collaboratorIds = [] }: References,
): Promise<void> {
  const userIds = [...new Set([...(assigneeId ? [assigneeId] : []), ...collaboratorIds])];
  if (userIds.length === 0) return;
  const [allowed, contacts] = await Promise.all([
    ctx.teams.readersOfTeam(ctx, { organizationId, teamId, userIds }),
    ctx.people.byIds(userIds),
  ]);
  // Nothing new is given to somebody on the way out.
  const readers = new Set(allowed.filter((id) => contacts.get(id)?.isLeaving === false));
  if (assigneeId && !readers.has(assigneeId)) throw invalid('assigneeId', 'This person can’t see the team’s tasks.');
  if (collaboratorIds.some((id) => !readers.has(id))) {
    throw invalid('collaboratorIds', 'One of these people can’t see the team’s tasks.');
  }
}

async function checkLabels(ctx: TasksContext, organizationId: OrganizationId, ids: readonly LabelId[]): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  const found = await labelsByIds(ctx, { organizationId, ids: wanted });
  if (found.length < wanted.length) throw invalid('labelIds', 'One of these labels does not exist.');
}

async function checkProject(ctx: TasksContext, organizationId: OrganizationId, id: ProjectId | null): Promise<void> {
  if (id === null) return;
  const found = await ctx.projects.liveProjects(ctx, { organizationId, ids: [id] });
  if (found.length === 0) throw invalid('projectId', 'There is no such project here.');
}

const labelsByIds = query<{ organizationId: OrganizationId; ids: readonly LabelId[] }>()((place) =>
  build
    .select({ id: label.id })
    .from(label)
    .where(and(eq(label.organizationId, place.organizationId), sql`${label.id} = any(${place.ids})`)),
);
