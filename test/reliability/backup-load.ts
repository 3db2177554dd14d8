import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sql } from '#platform/database/connection.ts';
import { pause } from './crashes.ts';
import { ask, startWriters, type TestTeam } from './workload.ts';

// Clients that write while a backup is made, and what a restored installation must have of their writes.

const writers = 4;
const changers = 2;
const uploaders = 2;
const uploadBytes = 200_000;
const filesPerTask = 150;
const restMs = 20;

/** A reply and when it came. */
interface Reply {
  readonly status: number;
  readonly ms: number;
  readonly at: number;
}

interface Change extends Reply {
  readonly taskId: string;
  readonly estimate: number;
}

interface Upload extends Reply {
  readonly id: string;
  readonly sha256: string;
}

export interface Load {
  /** The replies in a period (`Date.now()`). */
  replies(from: number, to: number): readonly Reply[];
  /** What a restored installation has of the writes that were acknowledged before this time. */
  audit(sql: Sql, dataDir: string, before: number): Promise<LoadAudit>;
  stop(): Promise<void>;
}

export interface LoadAudit {
  /** Acknowledged before. */
  readonly tasks: number;
  readonly changes: number;
  readonly uploads: number;
  /** Of these, missing or stored in part. */
  readonly lost: number;
  /** Tasks, changes and files of which a part is missing, or that exist twice. */
  readonly broken: number;
}

/** Clients that create tasks, change them and upload files, one request after another. */
export function startLoad(url: string, team: TestTeam): Load {
  const state = { isStopping: false };
  const created = startWriters(() => url, team, writers, { pauseMs: restMs });
  const changes: Change[] = [];
  const uploads: Upload[] = [];
  const working = Promise.all([
    ...Array.from({ length: changers }, () => change(url, team, changes, state)),
    ...Array.from({ length: uploaders }, () => upload(url, team, uploads, state)),
  ]);
  const taskReplies = () =>
    created.ledger.map(({ startedAt, answer: { status, ms } }) => ({
      status,
      ms,
      at: performance.timeOrigin + startedAt + ms,
    }));
  return {
    replies: (from, to) => [...taskReplies(), ...changes, ...uploads].filter(({ at }) => at >= from && at < to),
    async audit(sql, dataDir, before) {
      const titles = created.ledger.flatMap(({ title, startedAt, answer: { status, ms } }) =>
        status === 201 && performance.timeOrigin + startedAt + ms < before ? [title] : [],
      );
      const tasks = await auditTasks(sql, team.teamId, titles);
      const acknowledgedChanges = changes.filter(({ at, status }) => status === 200 && at < before);
      const acknowledgedUploads = uploads.filter(({ at, status }) => status === 201 && at < before);
      const lostChanges = await missingChanges(sql, acknowledgedChanges);
      const files = await auditFiles(sql, dataDir, acknowledgedUploads);
      return {
        tasks: titles.length,
        changes: acknowledgedChanges.length,
        uploads: acknowledgedUploads.length,
        lost: tasks.lost + lostChanges + files.lost,
        broken: tasks.broken + files.broken,
      };
    },
    async stop() {
      state.isStopping = true;
      await Promise.all([created.stop(), working]);
    },
  };
}

async function newTask(url: string, { token, teamId, assigneeId }: TestTeam, title: string): Promise<string> {
  const { status, body } = await ask(url, 'POST', `/teams/${teamId}/tasks`, { token, body: { title, assigneeId } });
  if (status !== 201) throw new Error(`${title}: ${status}`);
  return String(body['id']);
}

/** Raises the estimate of a task again and again. */
async function change(url: string, team: TestTeam, changes: Change[], state: { isStopping: boolean }): Promise<void> {
  const taskId = await newTask(url, team, 'Changed');
  for (let estimate = 1; ; estimate += 1) {
    if (state.isStopping) return;
    const { status, ms } = await ask(url, 'PATCH', `/tasks/${taskId}`, { token: team.token, body: { estimate } });
    changes.push({ taskId, estimate, status, ms, at: Date.now() });
    await pause(restMs);
  }
}

async function upload(url: string, team: TestTeam, uploads: Upload[], state: { isStopping: boolean }): Promise<void> {
  for (let taskId = '', count = 0; ; count += 1) {
    if (state.isStopping) return;
    if (count % filesPerTask === 0) taskId = await newTask(url, team, 'Files');
    const bytes = randomBytes(uploadBytes);
    uploads.push(await uploadFile(url, team.token, taskId, bytes));
    await pause(restMs);
  }
}

/** Attaches a file to a task. */
export async function uploadFile(
  url: string,
  token: string,
  taskId: string,
  bytes: Buffer<ArrayBuffer>,
): Promise<Upload> {
  const form = new FormData();
  form.append('file', new Blob([bytes]), 'a.bin');
  const startedAt = performance.now();
  const response = await fetch(`${url}/api/v1/tasks/${taskId}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const body = (await response.json()) as { id?: string };
  return {
    id: body.id ?? '',
    sha256: sha256(bytes),
    status: response.status,
    ms: performance.now() - startedAt,
    at: Date.now(),
  };
}

/** Every acknowledged title must be there, and every task have its log row, its event and its notification, once. */
async function auditTasks(
  sql: Sql,
  teamId: string,
  titles: readonly string[],
): Promise<{ lost: number; broken: number }> {
  const [row] = await sql<{ lost: number; broken: number; gaps: number }[]>`
    with mine as (select id, title, number from tasks.task where team_id = ${teamId}),
    logs as (select task_id as id, count(*) as count from tasks.log where type = 'created' group by 1),
    events as (
      select (event->'subject'->>'id')::uuid as id, count(*) as count from platform.event_log
      where event->>'type' = 'task.created' group by 1),
    notices as (
      select task_id as id, count(*) as count from notifications.notification where type = 'task-assigned' group by 1)
    select
      (select count(*)::int from jsonb_array_elements_text(${JSON.stringify(titles)}::jsonb) as wanted (title)
        where title not in (select title from mine)) as lost,
      (select count(*)::int from mine left join logs using (id) left join events using (id) left join notices using (id)
        where logs.count is distinct from 1 or events.count is distinct from 1 or notices.count is distinct from 1) as broken,
      (select (max(number) - count(*))::int from mine) as gaps`;
  if (!row) throw new Error('no row');
  return { lost: row.lost, broken: row.broken + row.gaps };
}

/** Changes that a restored task lacks: its estimate is smaller. */
async function missingChanges(sql: Sql, changes: readonly Change[]): Promise<number> {
  const rows = await sql<{ id: string; estimate: number }[]>`
    select id, estimate from tasks.task where title = 'Changed' and estimate is not null`;
  const restored = new Map(rows.map(({ id, estimate }) => [id, estimate]));
  return changes.filter(({ taskId, estimate }) => (restored.get(taskId) ?? 0) < estimate).length;
}

/** Every row must have its bytes, and every acknowledged upload its row. */
async function auditFiles(
  sql: Sql,
  dataDir: string,
  uploads: readonly Upload[],
): Promise<{ lost: number; broken: number }> {
  const rows = await sql<{ id: string; key: string; bytes: number }[]>`
    select id, storage_key as key, bytes from tasks.attachment`;
  const sums = new Map<string, string>();
  let broken = 0;
  for (const { id, key, bytes } of rows) {
    const content = contentOf(join(dataDir, 'attachments', key));
    if (content?.length === bytes) sums.set(id, sha256(content));
    else broken += 1;
  }
  return { lost: uploads.filter(({ id, sha256: sum }) => sums.get(id) !== sum).length, broken };
}

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
