import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import type { MilestoneId } from '../contract.ts';
import { publish } from '../publish.ts';
import { milestoneTable, projectTable } from '../schema.ts';

const daysAhead = 3;
const dayMs = 86_400_000;

/** Publishes open milestones that are at most three days away, once per date. */
export function publishNearMilestones(ctx: ProjectsContext): Promise<void> {
  const now = ctx.clock.now().getTime();
  return withTransaction(ctx, async (inTx) => {
    const rows = await markTold(inTx, { from: day(now), until: day(now + daysAhead * dayMs) });
    await publish(
      inTx,
      ...rows.map(({ organizationId, milestoneId, version, ...payload }) => ({
        type: 'milestone.near' as const,
        organizationId,
        subject: { kind: 'milestone', id: milestoneId, version },
        audience: audience(organizationId, { everyone: true, projectIds: [payload.projectId] }),
        payload: { ...payload, milestoneId },
      })),
    );
  });
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

interface NearRow {
  readonly organizationId: OrganizationId;
  readonly milestoneId: MilestoneId;
  readonly projectId: ProjectId;
  readonly name: string;
  readonly projectName: string;
  readonly date: string;
  readonly leadId: UserId | null;
  readonly version: number;
}

const markTold = rawQuery<{ from: string; until: string }, NearRow>(
  (params) => sql`
    update ${milestoneTable} m set told_of = m.date
    from ${projectTable} p
    where p.organization_id = m.organization_id and p.id = m.project_id and p.deleted_at is null
      and p.status in ('planned', 'active', 'on_hold') and m.done_at is null
      and m.date between ${params.from}::date and ${params.until}::date and m.told_of is distinct from m.date
    returning m.organization_id as "organizationId", m.id as "milestoneId", m.project_id as "projectId", m.name,
      p.name as "projectName", m.date, p.lead_id as "leadId", m.version`,
);
