import type { Sql } from '#platform/database/connection.ts';
import type { WebRequest } from './load.ts';
import type { Dataset } from './dataset.ts';

/** One row of the table: the same request to the limit and to the app. */
export interface Row {
  readonly name: string;
  readonly work: string;
  /** The requests to the limit's variants; the app is compared with the first. Empty if the limit has none. */
  readonly limit: Readonly<Record<string, readonly WebRequest[]>>;
  readonly app: readonly WebRequest[];
  /** The row to compare with, if it is one of the app's own. */
  readonly comparedWith?: string;
}

/** A page of a team's tasks for each filter and each order of the API; `index` is the team's. */
const listQueries = {
  'filter-project': ({ attributes }, index) => `projectId=${attributes.projectIds[((index + 1) * 3) % 20]}`,
  'filter-milestone': ({ attributes }, index) => `milestoneId=${attributes.milestoneIds[((index + 1) * 3) % 20]}`,
  'filter-assignee': ({ memberIds }, index) => `assigneeId=${memberIds[((index + 1) * 7) % memberIds.length]}`,
  'filter-nobody': () => 'assigneeId=none',
  'filter-creator': ({ memberIds }, index) => `createdBy=${memberIds[index % memberIds.length]}`,
  'filter-statuses': ({ teams }, index) => `status=${teams[index]?.statusIds.slice(0, 3).join(',')}`,
  'filter-category': () => 'category=in_progress',
  'filter-priority': () => 'priority=urgent,high',
  'filter-label': ({ attributes }, index) => `labelId=${attributes.labelIds[index % attributes.labelIds.length]}`,
  'filter-overdue': () => 'due=overdue',
  'filter-due-week': () => 'due=week',
  'filter-no-due': () => 'due=none',
  'filter-archived': () => 'archived=true',
  'filter-words': () => 'q=invoice',
  'filter-updated': () => `updatedSince=${new Date(Date.now() - 7 * 86_400_000).toISOString()}`,
  'filter-top-level': () => 'parentId=none',
  'filter-blocked': () => 'blocked=true',
  'filter-field': ({ teams }, index) => fieldFilter(teams[index]?.fieldIds?.[0], 42),
  'filter-field-range': ({ teams }, index) => fieldFilter(teams[index]?.fieldIds?.[0], { from: 10, to: 20 }),
  'filter-field-words': ({ teams }, index) => fieldFilter(teams[index]?.fieldIds?.[1], { contains: 'invoice' }),
  'sort-rank': () => 'sort=rank',
  'sort-created': () => 'sort=createdAt',
  'sort-updated': () => 'sort=-updatedAt',
  'sort-due': () => 'sort=dueDate',
  'sort-priority': () => 'sort=priority',
  'sort-title': () => 'sort=title',
  'sort-key': () => 'sort=key',
  'sort-field': ({ teams }, index) => `sort=customFields.${teams[index]?.fieldIds?.[0]}`,
} satisfies Record<string, (dataset: Dataset, index: number) => string>;
type ListRowName = keyof typeof listQueries;
const listRowNames = Object.keys(listQueries) as ListRowName[];

export const rowNames = [
  'read',
  'list',
  'create',
  'create-one',
  'change',
  'move-100',
  'move-10000',
  'page',
  'filtered',
  'statistics',
  'progress',
  ...listRowNames,
] as const;
export type RowName = (typeof rowNames)[number];

const many = 20_000;

export async function makeRow(name: RowName, sql: Sql, dataset: Dataset): Promise<Row> {
  switch (name) {
    case 'read':
      return readRow(sql);
    case 'list':
      return listRow(dataset);
    case 'create':
      return createRow(name, 'create, in many teams', dataset, dataset.teams);
    case 'create-one':
      return createRow(name, 'create, all in one team', dataset, dataset.teams.slice(0, 1));
    case 'change':
      return changeRow(sql, dataset);
    case 'move-100':
      return moveRow(name, sql, dataset, 100);
    case 'move-10000':
      return moveRow(name, sql, dataset, 10_000);
    case 'page':
      return pageRow(sql);
    case 'filtered':
      return filteredRow(dataset);
    case 'statistics':
      return statisticsRow(dataset);
    case 'progress':
      return progressRow(dataset);
    default:
      return listRowBy(name, dataset);
  }
}

function listRowBy(name: ListRowName, dataset: Dataset): Row {
  const app = shuffle(
    dataset.teams.map(({ id }, index) =>
      get(`/api/v1/tasks?teamId=${id}&${listQueries[name](dataset, index)}&limit=50`),
    ),
  );
  return { name, work: `list of 50, ${name}`, limit: {}, app, comparedWith: 'list' };
}

function fieldFilter(fieldId: string | undefined, value: number | object): string {
  return `customFields=${encodeURIComponent(JSON.stringify({ [fieldId ?? '']: value }))}`;
}

async function readRow(sql: Sql): Promise<Row> {
  const ids = await someTasks(sql);
  const requests = (prefix: string) => ids.map((id) => get(`${prefix}/tasks/${id}`));
  return { name: 'read', work: 'read one', limit: { limit: requests('') }, app: requests('/api/v1') };
}

function listRow({ organizationId, teams }: Dataset): Row {
  const columns = shuffle(
    teams.flatMap(({ id, statusIds }) => statusIds.map((statusId) => `teamId=${id}&status=${statusId}&limit=50`)),
  );
  const limit = (form: string) => columns.map((column) => get(`/${form}?organizationId=${organizationId}&${column}`));
  return {
    name: 'list',
    work: 'list of 50',
    limit: { limit: limit('tasks'), 'limit, JSON by PostgreSQL': limit('tasks.json') },
    app: columns.map((column) => get(`/api/v1/tasks?sort=rank&${column}`)),
  };
}

/** Everything that an open task shows: the cost of reading it, and of the rest. */
async function pageRow(sql: Sql): Promise<Row> {
  const app = (await someTasks(sql)).map((id) => get(`/api/v1/tasks/${id}/page`));
  return { name: 'page', work: 'page of a task', limit: {}, app, comparedWith: 'read' };
}

/** A person's tasks in a team, last changed first: another filter and order than those of the board. */
function filteredRow({ teams, memberIds }: Dataset): Row {
  const app = shuffle(
    teams.slice(0, 100).flatMap(({ id }) => memberIds.map((memberId) => `teamId=${id}&assigneeId=${memberId}`)),
  ).map((filter) => get(`/api/v1/tasks?${filter}&sort=-updatedAt&limit=50`));
  return { name: 'filtered', work: 'filtered list of 50', limit: {}, app, comparedWith: 'list' };
}

function statisticsRow({ oldTeam }: Dataset): Row {
  const app = [get(`/api/v1/teams/${oldTeam.id}/statistics`)];
  return { name: 'statistics', work: 'statistics of a team', limit: {}, app, comparedWith: 'list' };
}

function progressRow({ attributes }: Dataset): Row {
  const app = attributes.projectIds.map((id) => get(`/api/v1/projects/${id}/progress`));
  return { name: 'progress', work: 'progress of a project', limit: {}, app, comparedWith: 'list' };
}

async function someTasks(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from tasks.task tablesample bernoulli (5) order by random() limit ${many}`;
  return rows.map(({ id }) => id);
}

/** Each task is assigned to a member, so that the subscribers of the assignment have work too. */
function createRow(name: RowName, work: string, params: Dataset, teams: Dataset['teams']): Row {
  const { organizationId, memberIds } = params;
  const drafts = Array.from({ length: 1_000 }, (_, i) => ({
    team: teams[i % teams.length] as Dataset['teams'][number],
    title: `Task ${i} of the bench, with a title as people write them`,
    description: 'A sentence about what is to be done and why.',
    assigneeId: memberIds[i % memberIds.length],
  }));
  return {
    name,
    work,
    limit: {
      limit: drafts.map(({ team: { id, key, statusIds }, ...draft }) =>
        post('/tasks', { ...draft, organizationId, teamId: id, key, statusId: statusIds[0] }),
      ),
    },
    app: drafts.map(({ team, ...draft }) => post(`/api/v1/teams/${team.id}/tasks`, draft)),
  };
}

/** Tasks get another assignee and status, which causes work for tallies, subscribers and the log. */
async function changeRow(sql: Sql, { teams, memberIds }: Dataset): Promise<Row> {
  const statusesOf = new Map(teams.map(({ id, statusIds }) => [id, statusIds]));
  const rows = await sql<{ id: string; teamId: string }[]>`
    select id, team_id as "teamId" from tasks.task tablesample bernoulli (20)
    where team_id = any(${teams.map(({ id }) => id)}) and archived_at is null and deleted_at is null limit ${many}`;
  const app = shuffle(rows).map(({ id, teamId }): WebRequest => ({
    method: 'PATCH',
    path: `/api/v1/tasks/${id}`,
    body: { statusId: randomOf((statusesOf.get(teamId) ?? []).slice(0, 4)), assigneeId: randomOf(memberIds) },
  }));
  return { name: 'change', work: 'change of status and assignee', limit: {}, app, comparedWith: 'create' };
}

/** Cards move above or below another one of their column, at any position. */
async function moveRow(name: RowName, sql: Sql, { boards }: Dataset, cards: number): Promise<Row> {
  const teamId = boards.find((board) => board.cards === cards)?.id ?? '';
  const rows = await sql<{ id: string }[]>`select id from tasks.task where team_id = ${teamId} order by rank`;
  const ids = rows.map(({ id }) => id);
  const pairs = Array.from({ length: many }, () => shuffle([randomOf(ids), randomOf(ids)])).filter(([a, b]) => a !== b);
  return {
    name,
    work: `move, in a column of ${cards.toLocaleString('en')}`,
    limit: {},
    app: pairs.map(([id, other], i) => post(`/api/v1/tasks/${id}/move`, { [i % 2 ? 'before' : 'after']: other })),
    comparedWith: 'create',
  };
}

function get(path: string): WebRequest {
  return { method: 'GET', path };
}

function post(path: string, body: object): WebRequest {
  return { method: 'POST', path, body };
}

function randomOf<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to choose from');
  return item;
}

function shuffle<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
