import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, type Placeholders, rawQuery } from '#platform/database/query.ts';
import { addDays, dayIn } from '#platform/dates.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import { forEachCollectingFailures, reportFailures } from '#platform/item-failures.ts';
import type { ProjectsContext } from '../context.ts';
import type { MilestoneId } from '../contract.ts';
import { publish } from '../publish.ts';
import { milestoneTable, projectTable } from '../schema.ts';

const daysAhead = 3;

/**
 * Publishes open milestones that are at most three days away where their project's lead is, once per date, each in a
 * transaction of its own. Without a lead, days are those of UTC.
 * @throws PermanentError naming the milestones that failed, after all others.
 */
export async function publishNearMilestones(ctx: ProjectsContext): Promise<void> {
  const now = ctx.clock.now();
  const possible = await nearMilestones(ctx, possibleDays(now));
  const leads = await ctx.people.byIds(possible.map(({ leadId }) => leadId));
  const near = possible.flatMap(({ leadId, date, ...key }) => {
    const timezone = leadId === null ? undefined : leads.get(leadId)?.timezone;
    const days = nearDays(timezone ?? 'UTC', now);
    return days.from <= date && date <= days.until ? [{ ...key, ...days }] : [];
  });
  const failures = await forEachCollectingFailures(
    ctx,
    near,
    ({ id }) => `milestone ${id}`,
    (key) =>
      withTransaction(ctx, async (inTx) => {
        const row = await maybeOne(markTold(inTx, key));
        if (!row) return;
        const { organizationId, milestoneId, version, ...payload } = row;
        await publish(inTx, {
          type: 'milestone.near',
          organizationId,
          subject: { kind: 'milestone', id: milestoneId, version },
          audience: audience(organizationId, { everyone: true, projectIds: [payload.projectId] }),
          payload: { ...payload, milestoneId },
        });
      }),
  );
  reportFailures(failures);
}

type Days = { readonly from: string; readonly until: string };

function nearDays(timezone: string, now: Date): Days {
  const today = dayIn(timezone, now);
  return { from: today, until: addDays(today, daysAhead) };
}

/** Local days differ from those of UTC by one at most. */
function possibleDays(now: Date): Days {
  const { from, until } = nearDays('UTC', now);
  return { from: addDays(from, -1), until: addDays(until, 1) };
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

interface MilestoneKey {
  readonly organizationId: OrganizationId;
  readonly id: MilestoneId;
}

const isNear = (params: Placeholders<Days>) => sql`
  p.organization_id = m.organization_id and p.id = m.project_id and p.deleted_at is null
  and p.status in ('planned', 'active', 'on_hold') and m.done_at is null
  and m.date between ${params.from}::date and ${params.until}::date and m.told_of is distinct from m.date`;

const nearMilestones = rawQuery<Days, MilestoneKey & Pick<NearRow, 'leadId' | 'date'>>(
  (params) => sql`
    select m.organization_id as "organizationId", m.id, p.lead_id as "leadId", m.date from ${milestoneTable} m, ${projectTable} p
    where ${isNear(params)}`,
);
/** A second run at the same time waits for the row, and then finds it told. */
const markTold = rawQuery<MilestoneKey & Days, NearRow>(
  (params) => sql`
    update ${milestoneTable} m set told_of = m.date
    from ${projectTable} p
    where m.organization_id = ${params.organizationId} and m.id = ${params.id} and ${isNear(params)}
    returning m.organization_id as "organizationId", m.id as "milestoneId", m.project_id as "projectId", m.name,
      p.name as "projectName", m.date, p.lead_id as "leadId", m.version`,
);
