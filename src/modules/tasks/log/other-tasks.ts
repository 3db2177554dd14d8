import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { TaskId } from '../contract.ts';
import { tasksByIds } from '../task/queries.ts';

interface Entry {
  readonly field: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** The log fields that name another task: how to find its id in the value, and what the value looks like without it. */
const naming: Readonly<Record<string, { idOf: (value: unknown) => unknown; without: (value: unknown) => unknown }>> = {
  parentId: { idOf: (value) => value, without: () => null },
  dependency: {
    idOf: (value) => (isRecord(value) ? value['otherId'] : null),
    without: (value) => (isRecord(value) ? { ...value, otherId: null, key: null } : value),
  },
};

/** Removes other tasks from log entries if the caller may not read them or they are purged. */
export async function withoutHiddenTasks<Row extends Entry>(
  ctx: TasksContext,
  organizationId: OrganizationId,
  rows: readonly Row[],
): Promise<Row[]> {
  const taskIds = rows.flatMap(({ field, before, after }) => [idIn(field, before), idIn(field, after)]);
  const ids = [...new Set(taskIds.filter((id) => id !== null))];
  if (ids.length === 0) return [...rows];
  const organization = ctx.scope.organization(organizationId);
  const tasks = await tasksByIds(ctx, { organizationId, ids });
  const visible = new Set(
    tasks
      .filter(
        ({ teamId, projectId }) =>
          organization?.mayReadTeam(teamId) === true ||
          (projectId !== null && organization?.guestProjectIds.includes(projectId) === true),
      )
      .map(({ id }) => id),
  );
  const resolve = (field: string | null, value: unknown) => {
    const id = idIn(field, value);
    return id === null || visible.has(id) ? value : naming[field ?? '']?.without(value);
  };
  return rows.map((row) => ({ ...row, before: resolve(row.field, row.before), after: resolve(row.field, row.after) }));
}

function idIn(field: string | null, value: unknown): TaskId | null {
  const parsed = TaskId.safeParse(naming[field ?? '']?.idOf(value));
  return parsed.success ? parsed.data : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
