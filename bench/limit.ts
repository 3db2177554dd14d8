import { randomUUIDv7 } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import postgres from 'postgres';

// The limit: Hono and postgres.js on the same tables, without accounts, rules and events.

const { PORT, SOCKET_FOLDER, POOL } = process.env;
const sql = postgres({ host: SOCKET_FOLDER ?? '', database: 'taskuno', user: 'postgres', max: Number(POOL) });
const app = new Hono();

const columns = sql`
  organization_id, id, team_id, key, number, project_id, milestone_id, parent_id, title, status_id, priority,
  assignee_id, collaborator_ids, label_ids, start_date, due_date, due_at, estimate, rank, comment_count,
  checklist_done, checklist_total, attachment_count, subtask_done, subtask_total, blocker_count, archived_at,
  completed_at, created_by, created_at, updated_at, version`;
/** The fields that lists leave out, as in the app. */
const whole = sql`
  ${columns}, description, due_timezone, watcher_ids, recurrence, custom_fields, started_at, imported_people`;

function toCard(row: postgres.Row) {
  return {
    organizationId: row['organization_id'],
    id: row['id'],
    teamId: row['team_id'],
    key: row['key'],
    number: row['number'],
    projectId: row['project_id'],
    milestoneId: row['milestone_id'],
    parentId: row['parent_id'],
    title: row['title'],
    statusId: row['status_id'],
    priority: row['priority'],
    assigneeId: row['assignee_id'],
    collaboratorIds: row['collaborator_ids'],
    labelIds: row['label_ids'],
    startDate: row['start_date'],
    dueDate: row['due_date'],
    dueAt: row['due_at'],
    estimate: row['estimate'],
    rank: row['rank'],
    commentCount: row['comment_count'],
    checklistDone: row['checklist_done'],
    checklistTotal: row['checklist_total'],
    attachmentCount: row['attachment_count'],
    subtaskDone: row['subtask_done'],
    subtaskTotal: row['subtask_total'],
    blockerCount: row['blocker_count'],
    archivedAt: row['archived_at'],
    completedAt: row['completed_at'],
    createdBy: row['created_by'],
    createdAt: row['created_at'],
    updatedAt: row['updated_at'],
    version: row['version'],
  };
}

function toTask(row: postgres.Row) {
  return {
    ...toCard(row),
    description: row['description'],
    dueTimezone: row['due_timezone'],
    watcherIds: row['watcher_ids'],
    recurrence: row['recurrence'],
    customFields: row['custom_fields'],
    startedAt: row['started_at'],
    importedPeople: row['imported_people'],
  };
}

app.get('/tasks/:id', async (c) => {
  const [row] = await sql`select ${whole} from tasks.task where id = ${c.req.param('id')}`;
  return row ? c.json(toTask(row)) : c.json({ error: 'not found' }, 404);
});

app.get('/tasks', async (c) => {
  const { organizationId = '', teamId = '', status = '', limit = '50' } = c.req.query();
  const rows = await sql`
    select ${columns} from tasks.task
    where organization_id = ${organizationId} and team_id = ${teamId} and status_id = ${status}
      and deleted_at is null and archived_at is null
    order by rank limit ${Number(limit)}`;
  return c.json({ items: rows.map(toCard) });
});

/** The same list with JSON built by PostgreSQL. */
app.get('/tasks.json', async (c) => {
  const { organizationId = '', teamId = '', status = '', limit = '50' } = c.req.query();
  const [row] = await sql`
    select coalesce(json_agg(page), '[]')::text as items from (
      select ${columns} from tasks.task
      where organization_id = ${organizationId} and team_id = ${teamId} and status_id = ${status}
        and deleted_at is null and archived_at is null
      order by rank limit ${Number(limit)}) as page`;
  return new Response(`{"items":${row?.['items']}}`, { headers: { 'content-type': 'application/json' } });
});

app.post('/tasks', async (c) => {
  const input = await c.req.json();
  const now = new Date();
  const row = await sql.begin(async (tx) => {
    const [counter] = await tx`
      insert into tasks.counter (organization_id, team_id, last_number)
      values (${input.organizationId}, ${input.teamId}, 1)
      on conflict (organization_id, team_id) do update set last_number = counter.last_number + 1
      returning last_number`;
    const number = counter?.['last_number'];
    const [createdRow] = await tx`
      insert into tasks.task (organization_id, id, team_id, key, number, title, description, status_id, priority,
        assignee_id, rank, created_at, updated_at)
      values (${input.organizationId}, ${randomUUIDv7()}, ${input.teamId}, ${`${input.key}-${number}`}, ${number},
        ${input.title}, ${input.description}, ${input.statusId}, ${'medium'}, ${input.assigneeId},
        ${`h${now.getTime().toString(36)}${randomUUIDv7()}`}, ${now}, ${now})
      returning ${whole}`;
    await tx`
      insert into tasks.log (organization_id, id, task_id, team_id, type, actor, request_id, at)
      values (${input.organizationId}, ${randomUUIDv7()}, ${createdRow?.['id']}, ${input.teamId}, ${'created'},
        ${sql.json({ kind: 'anonymous' })}, ${randomUUIDv7()}, ${now})`;
    return createdRow;
  });
  return row ? c.json(toTask(row), 201) : c.json({ error: 'not made' }, 500);
});

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' });
