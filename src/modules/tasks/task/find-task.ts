import { maybeOne } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { type OrganizationId, parseId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { scopeParams } from './in-scope.ts';
import { idOfFormerKey, taskByKey, taskInScope } from './queries.ts';
import type { TaskRow } from './columns.ts';

/**
 * The task in the path, by its id or, with `organizationId`, by its key. Tasks outside the scope are not found. The
 * only place where a task's id is resolved without its organization.
 */
export async function findTask(
  ctx: TasksContext,
  idOrKey: string,
  organizationId?: string,
  includeDeleted = false,
): Promise<TaskRow> {
  const id = parseId<TaskId>(idOrKey);
  const row = id === null ? await findByKey(ctx, idOrKey, organizationId) : await findById(ctx, id);
  if (!row || (row.deletedAt !== null && !includeDeleted)) throw notFound();
  // A deleted team hides its tasks.
  const organization = ctx.scope.organization(row.organizationId);
  if (!organization?.directory.teams.has(row.teamId)) throw notFound();
  return row;
}

function findById(ctx: TasksContext, id: TaskId): Promise<TaskRow | undefined> {
  return taskInScope(ctx, id, scopeParams(ctx.scope));
}

async function findByKey(
  ctx: TasksContext,
  key: string,
  organization: string | undefined,
): Promise<TaskRow | undefined> {
  const organizationId = parseId<OrganizationId>(organization ?? '');
  const access = organizationId === null ? undefined : ctx.scope.organization(organizationId);
  if (!access || !/^[A-Za-z]{2,6}-\d{1,9}$/.test(key)) return undefined;
  const guestProjectIds = access.role === 'guest' ? access.guestProjectIds : null;
  const keyParams = { organizationId: access.id, key: key.toUpperCase() };
  const row = await maybeOne(taskByKey(ctx, { ...keyParams, guestProjectIds }));
  if (row) return row;
  const former = await maybeOne(idOfFormerKey(ctx, keyParams));
  return former && findById(ctx, former.id);
}
