import type { Sql } from '#platform/database/connection.ts';

/** What the requests of the rows are made of. */
export interface Workplace {
  readonly organizationId: string;
  readonly teams: readonly Team[];
  /** Teams that have one column of so many cards. */
  readonly boards: readonly Board[];
  readonly memberIds: readonly string[];
}

export interface Team {
  readonly id: string;
  readonly key: string;
  /** In the order of the workflow. */
  readonly statusIds: readonly string[];
}

export interface Board extends Team {
  readonly cards: number;
}

const account = { email: 'bench@example.com', password: 'correct horse battery' };
const tasksATeam = 10_000;
const boardSizes = [100, 10_000];

/** The account's access token, good for a quarter of an hour. */
export async function signIn(url: string): Promise<string> {
  const { accessToken } = await ask<{ accessToken: string }>(url, '/auth/login', { body: account });
  return `Bearer ${accessToken}`;
}

/** An account, its organization and teams, made through the app; then members and tasks, written as rows. */
export async function makeWorkplace(url: string, sql: Sql, tasks: number): Promise<Workplace> {
  await ask(url, '/auth/signup', { body: { ...account, name: 'Bench' } });
  const authorization = await signIn(url);
  const organization = await ask<{ id: string }>(url, '/organizations', { authorization, body: { name: 'Bench' } });
  const makeTeam = async (name: string, key: string): Promise<Team> => {
    const body = { name, key };
    const { id } = await ask<{ id: string }>(url, `/organizations/${organization.id}/teams`, { authorization, body });
    const { items } = await ask<{ items: { id: string }[] }>(url, `/teams/${id}/statuses`, { authorization });
    return { id, key, statusIds: items.map((status) => status.id) };
  };
  const teams: Team[] = [];
  for (let i = 0; i < Math.max(4, tasks / tasksATeam); i += 1) teams.push(await makeTeam(`Team ${i}`, teamKey('T', i)));
  const boards: Board[] = [];
  for (const cards of boardSizes) boards.push({ ...(await makeTeam(`Board of ${cards}`, teamKey('B', cards))), cards });

  const memberIds = await addMembers(sql, organization.id);
  const place = { organizationId: organization.id, memberIds };
  await withoutIndexes(sql, async () => {
    await addTasks(sql, place, teams, tasks);
    for (const { statusIds, ...board } of boards) {
      await addTasks(sql, place, [{ ...board, statusIds: statusIds.slice(0, 1) }], board.cards);
    }
  });
  return { ...place, teams, boards };
}

/** Says what the app replies, or throws where it refuses. */
export async function ask<Body>(
  url: string,
  path: string,
  { authorization, body }: { authorization?: string; body?: object } = {},
): Promise<Body> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { ...(authorization ? { authorization } : {}), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Body;
}

/** A key of letters for each number: `TA`, `TB`, … `TBA`, `TBB`, … */
function teamKey(start: string, number: number): string {
  const rest = Math.floor(number / 26);
  return (rest > 0 ? teamKey(start, rest) : start) + String.fromCharCode(65 + (number % 26));
}

const members = 50;

async function addMembers(sql: Sql, organizationId: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with people as (
      insert into auth."user" (id, email, username, name, locale, timezone, calendar, created_at, updated_at)
      select uuidv7(), 'member' || n || '@example.com', 'member' || n, 'Member ' || n, 'en', 'UTC', 'gregorian', now(), now()
      from generate_series(1, ${members}) as n returning id, email, username, name),
    copies as (
      insert into teams.person (user_id, name, username, email, version) select id, name, username, email, 1 from people),
    joined as (
      insert into teams.member (organization_id, user_id, role, joined_at)
      select ${organizationId}, id, 'member', now() from people)
    select id from people`;
  return rows.map(({ id }) => id);
}

/** A million rows go in faster where their indexes are made once at the end. */
async function withoutIndexes(sql: Sql, work: () => Promise<void>): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid = 'tasks.task'::regclass and not indisprimary`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  await sql.unsafe(`set maintenance_work_mem = '512MB'; set synchronous_commit = off`);
  await work();
  for (const { definition } of indexes) await sql.unsafe(definition);
  await sql.unsafe('vacuum (analyze) tasks.task');
  await sql.unsafe('analyze');
  await sql.unsafe('checkpoint');
}

/** The last digits of a number as the app writes it into ranks. */
function placesOf(number: string, places: number): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const digit = (place: number) => `substr('${digits}', (${number} / ${62 ** place} % 62)::int + 1, 1)`;
  return Array.from({ length: places }, (_, i) => digit(places - 1 - i)).join(' || ');
}

/**
 * Tasks as the app makes them, each team's in turn: ids and ranks rise with time, a column's cards lie scattered over
 * the table. The teams have equally many statuses. (`offset 0`: each expression is worked out once.)
 */
async function addTasks(
  sql: Sql,
  { organizationId, memberIds }: Pick<Workplace, 'organizationId' | 'memberIds'>,
  teams: readonly Team[],
  count: number,
): Promise<void> {
  const statuses = teams[0]?.statusIds.length ?? 0;
  await sql.begin(async (tx) => {
    // Without it each row looks up its status once more: the foreign key's trigger.
    await tx.unsafe(`set local session_replication_role = 'replica'`);
    await tx`
      insert into tasks.task (organization_id, id, team_id, key, number, title, description, status_id, priority,
        assignee_id, rank, created_by, created_at, updated_at)
      select ${organizationId}, uuidv7(at - now()), team_id, key || '-' || number, number,
        'Task ' || number || ' with a title as people write them',
        repeat('A sentence about what is to be done and why. ', 1 + n % 5),
        status_id, (array['none', 'low', 'medium', 'high', 'urgent'])[1 + n % 5],
        case when n % 5 > 0 then (${[...memberIds]}::uuid[])[1 + n % ${memberIds.length}] end,
        'h' || ${tx.unsafe(placesOf('ms', 8))} || 'aaV',
        (${[...memberIds]}::uuid[])[1 + n % 7], at, at
      from (
        select n, number, at, (extract(epoch from at) * 1000)::bigint as ms,
          (${teams.map(({ id }) => id)}::uuid[])[team] as team_id, (${teams.map(({ key }) => key)}::text[])[team] as key,
          (${teams.flatMap(({ statusIds }) => statusIds)}::uuid[])[(team - 1) * ${statuses} + 1 + number % ${statuses}] as status_id
        from (
          select n, 1 + n % ${teams.length} as team, 1 + n / ${teams.length} as number,
            now() - (${count} - n) * interval '2 seconds' as at
          from generate_series(0, ${count - 1}) as n offset 0) as numbered offset 0) as drafts`;
    await tx`
      insert into tasks.counter (organization_id, team_id, last_number)
      select organization_id, team_id, max(number) from tasks.task
      where organization_id = ${organizationId} and team_id = any(${teams.map(({ id }) => id)})
      group by organization_id, team_id`;
  });
}
