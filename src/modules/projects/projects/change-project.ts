import { z } from 'zod';
import { Colour, Key } from '#modules/teams';
import type { Authorized } from '#platform/access/authorized.ts';
import { breaksConstraint, type Transaction, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { one, queryFamily } from '#platform/database/query.ts';
import { conflict, invalid, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { CalendarDate } from '#platform/http/fields.ts';
import { type OrganizationId, type ProjectId, TeamId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectStatuses } from '../contract.ts';
import { lockProject } from '../project/lock-project.ts';
import { projectByKey, ProjectDescription, ProjectName, type ProjectRow } from '../project/project.ts';
import { checkMove, type ProjectStatus } from '../project/status.ts';
import { publish } from '../publish.ts';
import { projectTable } from '../schema.ts';
import { replaceTeams } from './attach-team.ts';
import { checkLead, checkTeams } from './create-project.ts';

export const ProjectChange = z.strictObject({
  name: ProjectName.optional(),
  key: Key.optional(),
  description: ProjectDescription.optional(),
  status: z.enum(projectStatuses).optional(),
  leadId: UserId.nullable().optional(),
  startDate: CalendarDate.nullable().optional(),
  targetDate: CalendarDate.nullable().optional(),
  colour: Colour.optional(),
  teamIds: z.array(TeamId).max(50).optional(),
});
export type ProjectChange = z.infer<typeof ProjectChange>;

type Columns = Omit<ProjectChange, 'teamIds'>;
type Field = keyof Columns;

/**
 * Changes only the given fields.
 * @throws DomainError 409 `transition-not-allowed` or `key-taken`, 422 for dates in the wrong order, or a lead or team
 * of another organization, 412.
 */
export async function changeProject(
  ctx: ProjectsContext,
  { organizationId, id }: Authorized<ProjectRow, 'change'>,
  { teamIds, ...columns }: ProjectChange,
  ifVersion: number | undefined,
): Promise<ProjectRow> {
  if (teamIds) checkTeams(ctx.scope.organization(organizationId), teamIds);
  if (columns.leadId) await checkLead(ctx, organizationId, columns.leadId);
  return withTransaction(ctx, async (inTx) => {
    const before = await lockProject(inTx, { organizationId, id });
    checkDates({ ...before, ...columns });
    if (ifVersion !== undefined && ifVersion !== before.version) throw stale(before.version);
    if (columns.status !== undefined) checkMove(before.status, columns.status);
    await write(inTx, { ...columns, organizationId, id });
    if (teamIds) await replaceTeams(inTx, { organizationId, projectId: id }, teamIds);
    await publishChange(inTx, { organizationId, id, version: before.version + 1 }, before.status, columns.status);
    return one(projectByKey(inTx, { organizationId, id }));
  });
}

function checkDates({
  startDate,
  targetDate,
}: {
  startDate?: string | null | undefined;
  targetDate?: string | null | undefined;
}) {
  if (startDate && targetDate && targetDate < startDate) throw invalid('targetDate', 'must not be before startDate');
}

async function write(ctx: ProjectsContext, values: Columns & { organizationId: OrganizationId; id: ProjectId }) {
  const { organizationId: _organizationId, id: _id, ...columns } = values;
  try {
    await update(ctx, Object.keys(columns).toSorted() as Field[], values);
  } catch (error) {
    if (!breaksConstraint(error, 'project_key')) throw error;
    throw conflict('key-taken', 'Another project already uses this key. Choose another.');
  }
}

async function publishChange(
  ctx: ProjectsContext & { readonly tx: Transaction },
  { organizationId, id, version }: { organizationId: OrganizationId; id: ProjectId; version: number },
  before: ProjectStatus,
  after: ProjectStatus = before,
): Promise<void> {
  const about = {
    organizationId,
    subject: { kind: 'project', id, version },
    audience: audience(organizationId, { everyone: true, projectIds: [id] }),
  };
  await publish(ctx, { ...about, type: 'project.changed', payload: { projectId: id } });
  if (before !== after) {
    await publish(ctx, { ...about, type: 'project.status-changed', payload: { projectId: id, before, after } });
  }
}

const update = queryFamily<Field[], Columns & { organizationId: OrganizationId; id: ProjectId }>()((fields, params) =>
  qb
    .update(projectTable)
    .set({
      ...Object.fromEntries(fields.map((field) => [field, sql`${params[field]}`])),
      version: sql`${projectTable.version} + 1`,
    })
    .where(and(eq(projectTable.organizationId, params.organizationId), eq(projectTable.id, params.id))),
);
