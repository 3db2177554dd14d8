import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';

/** Data in replies that is not in a task's row: names of people, and which projects are deleted. */
export interface TaskRelations {
  readonly people: Awaited<ReturnType<TasksContext['people']['byIds']>>;
  readonly deletedProjects: ReadonlySet<ProjectId>;
}

interface Row {
  readonly organizationId: OrganizationId;
  readonly assigneeId: UserId | null;
  readonly projectId: ProjectId | null;
}

type Directories = Pick<TasksContext, 'people' | 'projectDirectory'>;

/** Loaded from caches for all of these tasks at once, without a query for each row. */
export async function taskRelations(ctx: Directories, rows: readonly Row[]): Promise<TaskRelations> {
  const organizationIds = rows.flatMap(({ organizationId, projectId }) => (projectId === null ? [] : [organizationId]));
  const [people, deletedProjects] = await Promise.all([
    ctx.people.byIds(rows.map(({ assigneeId }) => assigneeId)),
    deletedProjectsIn(ctx, organizationIds),
  ]);
  return { people, deletedProjects };
}

/** Deleted projects of these organizations: readers see them as nonexistent. */
export async function deletedProjectsIn(
  { projectDirectory }: Pick<TasksContext, 'projectDirectory'>,
  organizationIds: readonly OrganizationId[],
): Promise<ReadonlySet<ProjectId>> {
  const sets = await Promise.all([...new Set(organizationIds)].map((id) => projectDirectory.deletedIn(id)));
  return sets.length === 1 && sets[0] ? sets[0] : new Set(sets.flatMap((set) => [...set]));
}
