import { withTransaction } from '#platform/database/database.ts';
import { type Placeholder, sql } from '#platform/database/drizzle.ts';
import { insertSelect, jsonRows, valuesOf } from '#platform/database/insert.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { pick } from '#platform/records.ts';
import { taskKeysIn } from '../../../shared/task-keys.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId, TaskId } from '../contract.ts';
import { publish } from '../publish.ts';
import { backlinkTable } from '../schema/backlink.ts';
import { formerKeyTable, taskTable } from '../schema/task.ts';
import { tasksByIds } from './queries.ts';
import { taskEvent } from './task-payload.ts';

// A backlink leads from a task to the texts that name it by its key. It is written in the transaction of the text.

/** Keys of a text beyond this number have no backlinks. */
const maxKeys = 50;

/** A text that can name tasks: the description of a task, or one of its comments. */
interface Source {
  readonly organizationId: OrganizationId;
  readonly taskId: TaskId;
  readonly sourceId: CommentId | TaskId;
}

interface Texts {
  /** Empty for a new text. */
  readonly before: string;
  /** Empty for one that is deleted. */
  readonly after: string;
}

/**
 * Writes a description, and the backlinks to the tasks that it names, in one transaction. Most texts name none or still
 * the same ones: then nothing is added to the write.
 * @param write Returns undefined if nothing was written.
 */
export function withBacklinks<Row>(
  ctx: TasksContext,
  texts: Texts,
  write: (ctx: TasksContext) => Promise<Row | undefined>,
  task: { readonly organizationId: OrganizationId; readonly id: TaskId },
): Promise<Row | undefined> {
  if (!changeOf(texts)) return write(ctx);
  const { organizationId, id } = task;
  return withTransaction(ctx, async (inTx) => {
    const row = await write(inTx);
    if (row !== undefined) await storeBacklinks(inTx, { organizationId, taskId: id, sourceId: id }, texts);
    return row;
  });
}

/**
 * Stores to which tasks a text refers, and notifies those who view these tasks. Idempotent. Call it in the transaction
 * that writes the text.
 */
export async function storeBacklinks(ctx: TasksContext, source: Source, texts: Texts): Promise<void> {
  const change = changeOf(texts);
  if (!change) return;
  const { dropped, keys } = change;
  const removed = dropped.length === 0 ? [] : await remove(ctx, { ...source, keys: dropped });
  const added = await insertBacklinks(ctx, source.organizationId, [{ ...source, keys }]);
  const ids = [...removed, ...added].map(({ targetId }) => targetId);
  if (ids.length === 0) return;
  for (const task of await tasksByIds(ctx, { organizationId: source.organizationId, ids })) {
    await publish(ctx, {
      ...taskEvent(task),
      // The task itself is the same as before.
      subject: { kind: 'backlink', id: task.id, version: 1 },
      type: 'backlink.changed',
      payload: { taskId: task.id, teamId: task.teamId },
    });
  }
}

/** Stores the backlinks of many new texts. Notifies nobody. */
export async function addBacklinks(
  ctx: TasksContext,
  organizationId: OrganizationId,
  texts: readonly (Omit<Source, 'organizationId'> & { readonly text: string })[],
): Promise<void> {
  const sources = texts.map(({ text, ...source }) => ({ ...source, keys: keysIn(text) }));
  await insertBacklinks(ctx, organizationId, sources);
}

function keysIn(text: string): string[] {
  return taskKeysIn(text).slice(0, maxKeys);
}

/** The keys that a text lost, and those that it has; undefined if they are the same as before. */
function changeOf(texts: Texts): { dropped: string[]; keys: string[] } | undefined {
  const before = keysIn(texts.before);
  const keys = keysIn(texts.after);
  const dropped = before.filter((key) => !keys.includes(key));
  return dropped.length === 0 && keys.length === before.length ? undefined : { dropped, keys };
}

type Keys = Omit<Source, 'organizationId'> & { readonly keys: readonly string[] };

async function insertBacklinks(ctx: TasksContext, organizationId: OrganizationId, sources: readonly Keys[]) {
  const createdAt = ctx.clock.now().toISOString();
  const rows = sources.flatMap(({ taskId, sourceId, keys }) =>
    keys.map((key) => ({ taskId, sourceId, key, createdAt })),
  );
  if (rows.length === 0) return [];
  const keys = [...new Set(rows.map(({ key }) => key))];
  return insert(ctx, { organizationId, keys, rows: JSON.stringify(rows) });
}

type Target = { targetId: TaskId };

/** The tasks that have these keys, or had them in an earlier team. */
const namedTasks = (params: Record<'organizationId' | 'keys', Placeholder>) => sql`
  select id as target_id, key as target_key from ${taskTable}
  where organization_id = ${params.organizationId} and key = any(${params.keys})
  union all
  select task_id, key from ${formerKeyTable}
  where organization_id = ${params.organizationId} and key = any(${params.keys})`;

const insert = rawQuery<{ organizationId: OrganizationId; keys: readonly string[]; rows: string }, Target>((params) => {
  const given = pick(backlinkTable, ['taskId', 'sourceId', 'key', 'createdAt']);
  const values = { ...valuesOf(given), organizationId: params.organizationId, targetId: sql`target_id` };
  return sql`
    ${insertSelect(backlinkTable, values)}
    from ${jsonRows(params.rows, given)} join (${namedTasks(params)}) as named on target_key = key
    where target_id <> "taskId"
    on conflict do nothing returning target_id as "targetId"`;
});
const remove = rawQuery<Source & { keys: readonly string[] }, Target>(
  (params) => sql`
    delete from ${backlinkTable}
    where organization_id = ${params.organizationId} and task_id = ${params.taskId}
      and source_id = ${params.sourceId} and key = any(${params.keys})
    returning target_id as "targetId"`,
);
