import { retryOnUnique, retryOnUniqueStatement } from '#platform/database/database.ts';
import { type Placeholder, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { insertSelect, insertValues } from '#platform/database/insert.ts';
import { maybeOne, one, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { namesOf, pick } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import type { Category, LabelId, StatusId } from '../contract.ts';
import { outbox } from '../schema/module-tables.ts';
import { type CustomValues, taskTable } from '../schema/task.ts';
import { counterTable, statusTable } from '../schema/workflow.ts';
import type { TaskRow } from './columns.ts';
import { rankAfterLast } from './end-of-column.ts';
import { taskFields } from './fields.ts';
import { liveLabels, liveValues } from './live-references.ts';
import { noteCreated } from './without-triggers.ts';
import { logFromJson } from './write-log.ts';

/** The row to insert, without what the statement determines: key, number, status. */
export type Draft = Omit<TaskRow, 'key' | 'number' | 'statusId' | 'status' | 'category'> & {
  readonly statusId: StatusId | null;
};

interface Made {
  key: string;
  number: number;
  rank: string;
  statusId: StatusId;
  status: string;
  category: Category;
  completedAt: string | null;
  startedAt: string | null;
  labelIds: LabelId[];
  customFields: CustomValues;
}

/** What the row of a new task is given; the rest the statement determines or the table has by default. */
const givenColumns = [
  ...namesOf(taskFields),
  'organizationId',
  'teamId',
  'id',
  'watcherIds',
  'createdBy',
  'createdAt',
  'updatedAt',
] as const;

type NewRow = Draft & { readonly teamKey: string; readonly log: string; readonly events: string };

/**
 * Writes a new task, its key, its log row and its events; undefined if the team has no such status. `rowOf` gives the
 * row anew for each attempt, while another task takes its place in the column.
 */
export function writeNewTask(ctx: TasksContext, rowOf: () => NewRow): Promise<Made | undefined> {
  if (ctx.db.isDistributed) return retryOnUnique(ctx, 'task_place', (inTx) => insertInSteps(inTx, rowOf()));
  return retryOnUniqueStatement(ctx, 'task_place', (inCtx) => maybeOne(insert(inCtx, rowOf())));
}

type Params = Record<keyof NewRow, Placeholder>;

/** The status of the new task. Locked, so that it is not deleted and keeps its category until the task is inserted. */
const chosenStatus = ({ organizationId, teamId, statusId }: Pick<Params, 'organizationId' | 'teamId' | 'statusId'>) =>
  sql`
    select id, name, category from ${statusTable}
    where organization_id = ${organizationId} and team_id = ${teamId}
      and (id = ${statusId} or (${statusId}::uuid is null and category = 'todo'))
    order by position limit 1 for key share`;

const rankInColumn = (
  { organizationId, teamId, rank }: Pick<Params, 'organizationId' | 'teamId' | 'rank'>,
  statusId: Placeholder | SqlFragment,
) =>
  rankAfterLast(
    rank,
    sql`
      select max(rank) from ${taskTable}
      where organization_id = ${organizationId} and team_id = ${teamId} and status_id = ${statusId}
        and deleted_at is null and archived_at is null`,
  );

const insert = rawQuery<Pick<NewRow, (typeof givenColumns)[number] | 'rank' | 'teamKey' | 'log' | 'events'>, Made>(
  (params) => sql`
    with chosen as (${chosenStatus(params)}),
    next as (
      insert into ${counterTable} (organization_id, team_id, last_number)
      select ${params.organizationId}, ${params.teamId}, 1 from chosen
      on conflict (organization_id, team_id) do update set last_number = counter.last_number + 1
      returning last_number as number, ${params.teamKey}::text || '-' || last_number as key),
    made as (
      ${insertSelect(taskTable, {
        ...pick(params, givenColumns),
        key: sql`next.key`,
        number: sql`next.number`,
        statusId: sql`chosen.id`,
        labelIds: liveLabels(params.labelIds, params.organizationId),
        customFields: liveValues(params.customFields, params.organizationId, params.teamId),
        rank: rankInColumn(params, sql`chosen.id`),
        startedAt: sql`case when chosen.category in ('in_progress', 'done') then ${params.createdAt}::timestamptz end`,
        completedAt: sql`case when chosen.category = 'done' then ${params.createdAt}::timestamptz end`,
      })}
      from next, chosen
      returning key, number, rank, started_at, completed_at, label_ids, custom_fields),
    logged as (${logFromJson(params.log)} where exists (select from made)),
    sent as (
      insert into ${outbox} (id, organization_id, event)
      select draft.id, ${params.organizationId}, jsonb_set(draft.event, '{payload,key}', to_jsonb(made.key))
      from jsonb_to_recordset(${params.events}::jsonb) as draft (id uuid, event jsonb), made)
    select made.key, made.number, made.rank, made.completed_at as "completedAt",
      made.started_at as "startedAt", made.label_ids as "labelIds", made.custom_fields as "customFields",
      chosen.id as "statusId", chosen.name as status, chosen.category
    from made, chosen`,
);

/** The same by one statement after the other, for a distributed database. */
async function insertInSteps(ctx: TasksContext, row: NewRow): Promise<Made | undefined> {
  const status = await maybeOne(lockStatus(ctx, row));
  if (!status) return undefined;
  const references = await one(liveReferences(ctx, { ...row, statusId: status.id }));
  const { number } = await one(nextNumber(ctx, row));
  const { category } = status;
  const made: Made = {
    ...references,
    key: `${row.teamKey}-${number}`,
    number,
    statusId: status.id,
    status: status.name,
    category,
    startedAt: category === 'in_progress' || category === 'done' ? row.createdAt : null,
    completedAt: category === 'done' ? row.createdAt : null,
  };
  await insertRow(ctx, { ...row, ...made, customFields: made.customFields });
  await insertLog(ctx, row);
  await insertEvents(ctx, { ...row, key: made.key });
  await noteCreated(ctx, { ...row, ...made });
  return made;
}

const lockStatus = rawQuery<
  Pick<NewRow, 'organizationId' | 'teamId' | 'statusId'>,
  { id: StatusId; name: string; category: Category }
>((params) => chosenStatus(params));
const liveReferences = rawQuery<
  Pick<NewRow, 'organizationId' | 'teamId' | 'labelIds' | 'customFields' | 'rank'> & { statusId: StatusId },
  Pick<Made, 'labelIds' | 'customFields' | 'rank'>
>(
  (params) => sql`
    select ${liveLabels(params.labelIds, params.organizationId)} as "labelIds",
      ${liveValues(params.customFields, params.organizationId, params.teamId)} as "customFields",
      ${rankInColumn(params, params.statusId)} as rank`,
);
const nextNumber = rawQuery<{ organizationId: OrganizationId; teamId: TeamId }, { number: number }>(
  (params) => sql`
    insert into ${counterTable} (organization_id, team_id, last_number)
    values (${params.organizationId}, ${params.teamId}, 1)
    on conflict (organization_id, team_id) do update set last_number = counter.last_number + 1
    returning last_number as number`,
);
const insertedColumns = [...givenColumns, 'key', 'number', 'rank', 'startedAt', 'completedAt'] as const;
const insertRow = rawQuery<Pick<NewRow & Made, (typeof insertedColumns)[number]>, object>((params) =>
  insertValues(taskTable, pick(params, insertedColumns)),
);
const insertLog = rawQuery<{ log: string }, object>((params) => logFromJson(params.log));
const insertEvents = rawQuery<{ organizationId: OrganizationId; events: string; key: string }, object>(
  (params) => sql`
    insert into ${outbox} (id, organization_id, event)
    select id, ${params.organizationId}, jsonb_set(event, '{payload,key}', to_jsonb(${params.key}::text))
    from jsonb_to_recordset(${params.events}::jsonb) as draft (id uuid, event jsonb)`,
);
