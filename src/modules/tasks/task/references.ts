import type { MilestoneId } from '#modules/projects';
import { qb, and, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { invalid } from '#platform/errors.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { LabelId } from '../contract.ts';
import { fieldsOf } from './custom-field.ts';
import { checkValues, type ValueChanges } from './custom-field-values.ts';
import { labelTable } from '../schema/label.ts';
import type { TeamKey } from './statuses.ts';

/** What a task references, as named in the request. */
export interface References {
  readonly assigneeId?: UserId | null | undefined;
  readonly collaboratorIds?: readonly UserId[] | undefined;
  readonly labelIds?: readonly LabelId[] | undefined;
  readonly projectId?: ProjectId | null | undefined;
  readonly milestoneId?: MilestoneId | null | undefined;
  /** The project that the task is in, or will be in. */
  readonly inProject?: ProjectId | null | undefined;
  readonly customFields?: ValueChanges | undefined;
}

/**
 * Checks that what a task references exists in its organization and that its people may see the team.
 * @throws DomainError 422 naming the field.
 */
export async function checkReferences(ctx: TasksContext, params: TeamKey, references: References): Promise<void> {
  await Promise.all([
    checkPeople(ctx, params, references),
    checkLabels(ctx, params.organizationId, references.labelIds ?? []),
    checkProject(ctx, params.organizationId, references.projectId ?? null),
    checkMilestone(ctx, params.organizationId, references),
    checkCustomFields(ctx, params, references.customFields),
  ]);
}

async function checkPeople(ctx: TasksContext, params: TeamKey, references: References): Promise<void> {
  const { assigneeId, collaboratorIds = [] } = references;
  const userIds = [...(assigneeId ? [assigneeId] : []), ...collaboratorIds];
  const readers = await readersAmong(ctx, params, userIds);
  if (assigneeId && !readers.has(assigneeId))
    throw invalid('assigneeId', 'This person doesn’t have access to the team’s tasks.');
  if (collaboratorIds.some((id) => !readers.has(id))) {
    throw invalid('collaboratorIds', 'One of these people doesn’t have access to the team’s tasks.');
  }
}

/** Those of these people who may be given tasks of the team, without people whose account is being deleted. */
export async function readersAmong(
  ctx: TasksContext,
  { organizationId, teamId }: TeamKey,
  ids: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  const userIds = [...new Set(ids)];
  if (userIds.length === 0) return new Set();
  const [allowed, contacts] = await Promise.all([
    ctx.teams.readersOfTeam(ctx, { organizationId, teamId, userIds }),
    ctx.people.byIds(userIds),
  ]);
  return new Set(allowed.filter((id) => contacts.get(id)?.isLeaving === false));
}

async function checkLabels(ctx: TasksContext, organizationId: OrganizationId, ids: readonly LabelId[]): Promise<void> {
  const existingIds = await labelsAmong(ctx, organizationId, ids);
  if (ids.some((id) => !existingIds.has(id))) throw invalid('labelIds', 'One of these labels does not exist.');
}

/** Those of these labels that the organization has. */
export async function labelsAmong(
  ctx: TasksContext,
  organizationId: OrganizationId,
  ids: readonly LabelId[],
): Promise<ReadonlySet<LabelId>> {
  const labelIds = [...new Set(ids)];
  const rows = labelIds.length === 0 ? [] : await labelsByIds(ctx, { organizationId, ids: labelIds });
  return new Set(rows.map(({ id }) => id));
}

async function checkProject(ctx: TasksContext, organizationId: OrganizationId, id: ProjectId | null): Promise<void> {
  if (id === null) return;
  const projects = await ctx.projects.liveProjects(ctx, { organizationId, ids: [id] });
  if (projects.length === 0) throw invalid('projectId', 'This project does not exist.');
}

async function checkMilestone(
  ctx: TasksContext,
  organizationId: OrganizationId,
  { milestoneId, inProject }: References,
): Promise<void> {
  if (!milestoneId) return;
  const [milestone] = await ctx.projects.milestones(ctx, { organizationId, ids: [milestoneId] });
  if (!milestone || milestone.projectId !== inProject)
    throw invalid('milestoneId', 'The task’s project does not have this milestone.');
}

async function checkCustomFields(ctx: TasksContext, params: TeamKey, changes: ValueChanges | undefined): Promise<void> {
  if (changes === undefined || Object.keys(changes).length === 0) return;
  const people = checkValues(await fieldsOf(ctx, params), changes);
  const readers = await readersAmong(ctx, params, people);
  const withoutAccess = people.find((id) => !readers.has(id));
  if (withoutAccess === undefined) return;
  const [id] = Object.entries(changes).find(([, value]) => value === withoutAccess) ?? [''];
  throw invalid(`customFields.${id}`, 'This person doesn’t have access to the team’s tasks.');
}

const labelsByIds = query<{ organizationId: OrganizationId; ids: readonly LabelId[] }>()((params) =>
  qb
    .select({ id: labelTable.id })
    .from(labelTable)
    .where(and(eq(labelTable.organizationId, params.organizationId), sql`${labelTable.id} = any(${params.ids})`)),
);
