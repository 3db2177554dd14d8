import type { Sql } from '#platform/database/connection.ts';
import type { Team, SharedAttributes } from './dataset.ts';

// Tasks written as rows, in realistic proportions. Every value is a hash of the task's
// number, so the attributes are independent of each other, and each run has the same data.

/** How many of 100 tasks have each status of the default workflow, in its order. */
const statusShares = [30, 8, 4, 6, 46, 6];
const done = 4;
const cancelled = 5;
/** The period in which a team's tasks were created. */
const days = 400;

const words =
  'meeting report budget design review customer server release mobile website invoice contract update fix login page button export import calendar photo banner campaign article newsletter training office printer laptop order shipping warehouse supplier feedback survey interview شرکت گزارش جلسه طراحی فروش قرارداد مشتری آموزش پروژه چاپ'.split(
    ' ',
  );

export interface Seed {
  readonly organizationId: string;
  readonly memberIds: readonly string[];
  readonly attributes: SharedAttributes;
}

/**
 * Adds tasks, each team's in turn: ids and ranks increase with time, and a column's cards are scattered over the table.
 * All teams have the same number of statuses.
 */
export async function seedTasks(sql: Sql, seed: Seed, teams: readonly Team[], count: number): Promise<void> {
  const { organizationId, memberIds, attributes } = seed;
  const { labelIds, projectIds, milestoneIds } = attributes;
  const statuses = teams[0]?.statusIds.length ?? 0;
  const thresholds = statusShares.slice(0, statuses).map((_, i) => sum(statusShares.slice(0, i + 1)));
  const scale = thresholds.at(-1) ?? 100;
  const fields = teams.map(({ fieldIds }) => fieldIds ?? []);
  await sql.begin(async (tx) => {
    // Without it each row looks up its status again: the foreign key's trigger.
    await tx.unsafe(`set local session_replication_role = 'replica'`);
    await tx`
      insert into tasks.task (organization_id, id, team_id, key, number, title, description, status_id, priority,
        assignee_id, collaborator_ids, label_ids, project_id, milestone_id, parent_id, due_date, due_at, estimate,
        blocker_count, custom_fields, rank, created_by, created_at, updated_at, started_at, completed_at, archived_at)
      select ${organizationId}, ${tx.unsafe(idOf('n', 'created_at'))}, team_id, key || '-' || number, number,
        (select string_agg((${words}::text[])[1 + ${tx.unsafe(hash(`n * 16 + word`, words.length))}], ' ')
          from generate_series(1, 4 + n % 4) as word) || ' ' || number,
        repeat('A sentence about what is to be done and why. ', 1 + n % 5),
        (${teams.flatMap(({ statusIds }) => statusIds)}::uuid[])[(team - 1) * ${statuses} + 1 + status],
        (array['none', 'low', 'medium', 'high', 'urgent'])[1 + ${tx.unsafe(hash('n', 5, 1))}],
        case when ${tx.unsafe(hash('n', 10, 2))} < 8
          then (${[...memberIds]}::uuid[])[1 + (team * 7 + ${tx.unsafe(hash('n', 20, 3))}) % ${memberIds.length}] end,
        case when ${tx.unsafe(hash('n', 10, 4))} = 0
          then array[(${[...memberIds]}::uuid[])[1 + ${tx.unsafe(hash('n', memberIds.length, 5))}]] else '{}' end,
        case when ${tx.unsafe(hash('n', 3, 6))} > 0 then
          array[(${[...labelIds]}::uuid[])[1 + ${tx.unsafe(hash('n', labelIds.length, 7))}]] else '{}' end,
        (${[...projectIds]}::uuid[])[project], (${[...milestoneIds]}::uuid[])[project],
        case when number > 20 and ${tx.unsafe(hash('n', 16, 8))} = 0
          then ${tx.unsafe(idOf(`(n - ${teams.length} * (1 + n % 16))`, `(created_at - (1 + n % 16) * step * ${teams.length})`))} end,
        case when due between 1 and 4 then (created_at + (1 + ${tx.unsafe(hash('n', 90, 10))}) * interval '1 day')::date end,
        case when due = 0 then created_at + (1 + ${tx.unsafe(hash('n', 90, 10))}) * interval '1 day' end,
        case when n % 3 = 0 then 30 * (1 + n % 16) end,
        case when ${tx.unsafe(hash('n', 40, 11))} = 0 then 1 else 0 end,
        case when ${tx.unsafe(hash('n', 4, 12))} = 0 and fields is not null then jsonb_build_object(
          fields ->> 0, ${tx.unsafe(hash('n', 100, 13))}, fields ->> 1, (${words}::text[])[1 + ${tx.unsafe(hash('n', words.length, 14))}])
          else '{}' end,
        'h' || ${tx.unsafe(positionsOf('(extract(epoch from created_at) * 1000)::bigint', 8))} || 'aaV',
        (${[...memberIds]}::uuid[])[1 + ${tx.unsafe(hash('n', memberIds.length, 15))}], created_at,
        least(now(), created_at + ${tx.unsafe(hash('n', 100, 16))} * interval '7 hours'),
        case when status between 1 and ${done} then created_at + ${tx.unsafe(hash('n', 100, 17))} * interval '1 hour' end,
        case when status = ${done} then least(now(), created_at + (100 + ${tx.unsafe(hash('n', 400, 18))}) * interval '1 hour') end,
        case when status in (${done}, ${cancelled}) and ${tx.unsafe(hash('n', 3, 19))} = 0 then now() - interval '1 day' end
      from (
        select n, team, number, created_at, step, due, team_id, key, fields,
          (select count(*) from unnest(${thresholds}::int[]) as threshold where threshold <= roll)::int as status,
          case when ${tx.unsafe(hash('n', 3, 22))} = 0
            then 1 + (team * 3 + ${tx.unsafe(hash('n', 3, 23))}) % ${projectIds.length} end as project
        from (
          select n, 1 + n % ${teams.length} as team, 1 + n / ${teams.length} as number,
            now() - (${count} - n) * (interval '${tx.unsafe(String(days))} days' / ${count}::float8) as created_at,
            interval '${tx.unsafe(String(days))} days' / ${count}::float8 as step,
            ${tx.unsafe(hash('n', 10, 9))} as due, ${tx.unsafe(hash('n', 1_000_000, 21))} % ${scale} as roll,
            (${teams.map(({ id }) => id)}::uuid[])[1 + n % ${teams.length}] as team_id,
            (${teams.map(({ key }) => key)}::text[])[1 + n % ${teams.length}] as key,
            nullif(${JSON.stringify(fields)}::jsonb -> (n % ${teams.length}), '[]') as fields
          from generate_series(0, ${count - 1}) as n offset 0) as numbered offset 0) as drafts`;
    await tx`
      insert into tasks.counter (organization_id, team_id, last_number)
      select organization_id, team_id, max(number) from tasks.task
      where organization_id = ${organizationId} and team_id = any(${teams.map(({ id }) => id)})
      group by organization_id, team_id`;
  });
}

/**
 * SQL for a number from 0 to below `size`, distributed by a hash; `salt` makes the attributes of a task independent.
 */
function hash(number: string, size: number, salt = 0): string {
  return `((hashint8((${number})::bigint * 32 + ${salt})::bigint + 2147483648) % ${size})::int`;
}

/** SQL for a task's id (a UUIDv7) from its number and creation time. */
function idOf(number: string, createdAt: string): string {
  const digest = `md5((${number})::text)`;
  return `(lpad(to_hex((extract(epoch from ${createdAt}) * 1000)::bigint), 12, '0') || '7' || substr(${digest}, 1, 3) || '8' || substr(${digest}, 4, 15))::uuid`;
}

/** SQL for the last digits of a number, written as in ranks. */
function positionsOf(number: string, places: number): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const digit = (index: number) => `substr('${digits}', (${number} / ${62 ** index} % 62)::int + 1, 1)`;
  return Array.from({ length: places }, (_, i) => digit(places - 1 - i)).join(' || ');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
