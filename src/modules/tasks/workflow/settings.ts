import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import { stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { type OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { publish } from '../publish.ts';
import { workflowTable } from '../schema/workflow.ts';
import type { TeamKey } from '../task/statuses.ts';

export const WorkflowSettings = z
  .strictObject({
    teamId: TeamId,
    archiveAfterDays: z
      .number()
      .int()
      .nullable()
      .describe('Days after which done and cancelled tasks are archived; null: never.'),
  })
  .meta({ id: 'WorkflowSettings' });

export const SettingsPatch = z.strictObject({
  archiveAfterDays: z.number().int().min(1).max(3_650).nullable().optional(),
});

export interface SettingsRow {
  readonly teamId: TeamId;
  readonly archiveAfterDays: number | null;
  readonly version: number;
}

export function toSettings({ teamId, archiveAfterDays }: SettingsRow) {
  return { teamId, archiveAfterDays };
}

/** A team's settings for its work. By default closed tasks stay on the board. */
export async function readSettings(ctx: TasksContext, key: TeamKey): Promise<SettingsRow> {
  return (await maybeOne(find(ctx, key))) ?? { teamId: key.teamId, archiveAfterDays: null, version: 0 };
}

export function changeSettings(
  ctx: TasksContext,
  { organization, team }: Authorized<TeamInOrganization, 'administer'>,
  { archiveAfterDays }: z.output<typeof SettingsPatch>,
  ifVersion: number | undefined,
): Promise<SettingsRow> {
  return withTransaction(ctx, async (inTx) => {
    const key = { organizationId: organization.id, teamId: team.id };
    const current = await readSettings(inTx, key);
    if (ifVersion !== undefined && current.version !== ifVersion) throw stale(current.version);
    if (archiveAfterDays === undefined || archiveAfterDays === current.archiveAfterDays) return current;
    const row = await one(keep(inTx, { ...key, archiveAfterDays }));
    await publish(inTx, {
      type: 'workflow.changed',
      organizationId: key.organizationId,
      subject: { kind: 'workflow', id: key.teamId, version: row.version },
      audience: audience(key.organizationId, { teamIds: [key.teamId] }),
      payload: { teamId: key.teamId },
    });
    return row;
  });
}

const find = query<TeamKey>()((params) =>
  qb
    .select({
      teamId: workflowTable.teamId,
      archiveAfterDays: workflowTable.archiveAfterDays,
      version: workflowTable.version,
    })
    .from(workflowTable)
    .where(and(eq(workflowTable.organizationId, params.organizationId), eq(workflowTable.teamId, params.teamId))),
);
const keep = rawQuery<{ organizationId: OrganizationId; teamId: TeamId; archiveAfterDays: number | null }, SettingsRow>(
  (params) => sql`
    insert into ${workflowTable} (organization_id, team_id, archive_after_days)
    values (${params.organizationId}, ${params.teamId}, ${params.archiveAfterDays})
    on conflict (organization_id, team_id)
    do update set archive_after_days = excluded.archive_after_days, version = workflow.version + 1
    returning team_id as "teamId", archive_after_days as "archiveAfterDays", version`,
);
