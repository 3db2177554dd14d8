import type { Sql } from '#platform/database/connection.ts';
import { ask, createAccount, signIn } from './requests.ts';
import { type Seed, seedTasks } from './seed-tasks.ts';

/** The ids that the requests of the rows use. */
export interface Dataset {
  readonly organizationId: string;
  readonly teams: readonly Team[];
  /** Teams with one column of this many cards. */
  readonly boards: readonly Board[];
  /** A team with many closed tasks. */
  readonly oldTeam: Team;
  readonly memberIds: readonly string[];
  readonly attributes: SharedAttributes;
}

/** Values for tasks besides their team's statuses and fields. */
export interface SharedAttributes {
  readonly labelIds: readonly string[];
  readonly projectIds: readonly string[];
  /** One of each project, in order. */
  readonly milestoneIds: readonly string[];
}

export interface Team {
  readonly id: string;
  readonly key: string;
  /** In workflow order. */
  readonly statusIds: readonly string[];
  /** The team's custom fields: a number and a text. */
  readonly fieldIds?: readonly string[];
}

export interface Board extends Team {
  readonly cards: number;
}

const tasksATeam = 10_000;
const boardSizes = [100, 10_000];

/** An account, its organization and teams, created through the app; then members and tasks, written as rows. */
export async function createDataset(url: string, sql: Sql, tasks: number): Promise<Dataset> {
  await createAccount(url);
  const authorization = await signIn(url);
  const organization = await ask<{ id: string }>(url, '/organizations', { authorization, body: { name: 'Bench' } });
  const add = async (path: string, body: object): Promise<string> =>
    (await ask<{ id: string }>(url, path, { authorization, body })).id;
  const makeTeam = async (name: string, key: string): Promise<Team> => {
    const id = await add(`/organizations/${organization.id}/teams`, { name, key });
    const { items } = await ask<{ items: { id: string }[] }>(url, `/teams/${id}/statuses`, { authorization });
    const fieldIds = [
      await add(`/teams/${id}/fields`, { name: 'Points', type: 'number' }),
      await add(`/teams/${id}/fields`, { name: 'Client', type: 'text' }),
    ];
    return { id, key, statusIds: items.map((status) => status.id), fieldIds };
  };
  const teams: Team[] = [];
  for (let i = 0; i < Math.max(4, tasks / tasksATeam); i += 1) teams.push(await makeTeam(`Team ${i}`, teamKey('T', i)));
  const boards: Board[] = [];
  for (const cards of boardSizes) boards.push({ ...(await makeTeam(`Board of ${cards}`, teamKey('B', cards))), cards });

  const oldTeam = await makeTeam('Old team', 'OLD');
  const attributes = await createAttributes(add, organization.id);
  const memberIds = await addMembers(sql, organization.id);
  const seed = { organizationId: organization.id, memberIds, attributes };
  await withoutIndexes(sql, async () => {
    await seedTasks(sql, seed, teams, tasks);
    for (const { statusIds, ...board } of boards) {
      await seedTasks(sql, seed, [{ ...board, statusIds: statusIds.slice(0, 1) }], board.cards);
    }
    await seedClosedTasks(sql, seed, oldTeam, tasks);
    // The running app may have counted teams before their tasks were written without the triggers.
    await sql`delete from tasks.tally_team`;
  });
  return { ...seed, teams, boards, oldTeam };
}

/** A tenth as many open tasks as closed ones. */
async function seedClosedTasks(sql: Sql, seed: Seed, team: Team, tasks: number): Promise<void> {
  await seedTasks(sql, seed, [team], Math.min(110_000, tasks));
  const [done] = team.statusIds.slice(4);
  await sql`
    update tasks.task set status_id = ${done ?? ''}, started_at = created_at + interval '1 hour' * (number % 50),
      completed_at = least(now(), created_at + interval '1 hour' * (50 + number % 700))
    where team_id = ${team.id} and number % 11 > 0`;
  await sql`
    update tasks.task set status_id = (${[...team.statusIds]}::uuid[])[1 + number % 4], completed_at = null,
      archived_at = null
    where team_id = ${team.id} and number % 11 = 0`;
}

async function createAttributes(
  add: (path: string, body: object) => Promise<string>,
  organizationId: string,
): Promise<SharedAttributes> {
  const attributes = { labelIds: [] as string[], projectIds: [] as string[], milestoneIds: [] as string[] };
  for (let i = 0; i < 20; i += 1) {
    const colour = `#${String(100_000 + i)}`;
    attributes.labelIds.push(await add(`/organizations/${organizationId}/labels`, { name: `Label ${i}`, colour }));
    const key = teamKey('P', i);
    const id = await add(`/organizations/${organizationId}/projects`, { name: `Project ${i}`, key });
    attributes.projectIds.push(id);
    attributes.milestoneIds.push(await add(`/projects/${id}/milestones`, { name: 'First' }));
  }
  return attributes;
}

/** A key for each number: `TA`, `TB`, … `TBA`, `TBB`, … */
function teamKey(start: string, number: number): string {
  const rest = Math.floor(number / 26);
  return (rest > 0 ? teamKey(start, rest) : start) + String.fromCharCode(65 + (number % 26));
}

const members = 50;

async function addMembers(sql: Sql, organizationId: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with people as (
      insert into auth."user" (id, email, username, name, locale, timezone, calendar, created_at, updated_at)
      select gen_random_uuid(), 'member' || n || '@example.com', 'member' || n, 'Member ' || n, 'en', 'UTC', 'gregorian', now(), now()
      from generate_series(1, ${members}) as n returning id, email, username, name),
    copies as (
      insert into teams.person (user_id, name, username, email, version) select id, name, username, email, 1 from people),
    joined as (
      insert into teams.member (organization_id, user_id, role, joined_at)
      select ${organizationId}, id, 'member', now() from people)
    select id from people`;
  return rows.map(({ id }) => id);
}

/** A million rows are written faster if their indexes are created afterwards. */
export async function withoutIndexes(sql: Sql, work: () => Promise<void>): Promise<void> {
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
