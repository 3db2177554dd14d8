import type { Sql } from '#platform/database/connection.ts';
import type { BodyOf } from '../harness/reply-types.ts';

/** Two people and a team in which one assigns tasks to the other. */
export interface TestTeam {
  readonly token: string;
  readonly teamId: string;
  readonly assigneeId: string;
}

export interface Answer {
  /** 0 if there was no reply. */
  readonly status: number;
  /** Why there was no reply: `ECONNRESET`, `TimeoutError`. */
  readonly failure?: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly ms: number;
}

export const env = { RATE_LIMITS: 'off', LOG_LEVEL: 'info', DRAIN_SECONDS: '0' };

const timeoutMs = 90_000;

export async function ask(
  url: string,
  method: string,
  path: string,
  { token, body, key }: { token?: string; body?: object; key?: string } = {},
): Promise<Answer> {
  const startedAt = performance.now();
  try {
    const response = await fetch(`${url}${path.startsWith('/health') ? '' : '/api/v1'}${path}`, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text), ms: performance.now() - startedAt };
  } catch (error) {
    return { status: 0, failure: failureOf(error), body: {}, ms: performance.now() - startedAt };
  }
}

/** `fetch` names the failure of the connection as the cause of its error. */
function failureOf(error: unknown): string {
  const { name, cause } = error instanceof Error ? error : new Error(String(error));
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : name;
}

export async function createTestTeam(url: string): Promise<TestTeam> {
  const must = async <Path extends string>(
    token: string | undefined,
    path: Path,
    body: object,
  ): Promise<BodyOf<'post', Path>> => {
    const answer = await ask(url, 'POST', path, { ...(token === undefined ? {} : { token }), body });
    if (answer.status < 200 || answer.status > 299) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer.body as BodyOf<'post', Path>;
  };
  const signUp = (name: string) =>
    must(undefined, '/auth/signup', { email: `${name}@example.com`, password: 'correct horse battery', name });
  const { accessToken: owner } = await signUp('owner');
  const { accessToken: member, user } = await signUp('member');
  const organization = await must(owner, '/organizations', { name: 'Acme' });
  const team = await must(owner, `/organizations/${organization.id}/teams`, { name: 'Work', key: 'WRK' });
  const terms = { email: 'member@example.com', teamId: team.id, teamRole: 'member' };
  const invite = await must(owner, `/organizations/${organization.id}/invites`, terms);
  const link = await must(owner, `/invites/${invite.id}/link`, {});
  await must(member, '/invites/accept', { token: link.url.slice(link.url.indexOf('#') + 1) });
  // An access token expires before the run ends.
  const scopes = ['profile:write', 'organizations:write', 'tasks:write', 'notifications:read'];
  const { token } = await must(owner, '/auth/tokens', { name: 'Run', scopes });
  return { token, teamId: team.id, assigneeId: user.id };
}

/** A request of one client and its reply. */
export interface Entry {
  readonly title: string;
  readonly startedAt: number;
  readonly answer: Answer;
}

/** Clients that create tasks one after another, each with a unique title, and record the replies. */
export function startWriters(
  url: () => string,
  team: TestTeam,
  count: number,
  { repeats = true, prefix = '', pauseMs = 0 }: { repeats?: boolean; prefix?: string; pauseMs?: number } = {},
) {
  const ledger: Entry[] = [];
  let isStopping = false;
  const write = async (writer: number) => {
    for (let i = 0; ; i += 1) {
      if (isStopping) return;
      const title = `${prefix}${writer}/${i}`;
      const { token, teamId, assigneeId } = team;
      for (;;) {
        const startedAt = performance.now();
        const answer = await ask(url(), 'POST', `/teams/${teamId}/tasks`, {
          token,
          body: { title, assigneeId },
          ...(repeats ? { key: `write-${title.replace('/', '-')}` } : {}),
        });
        ledger.push({ title, startedAt, answer });
        if (answer.status === 201 || !repeats || isStopping) break;
        await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 50));
      }
      // A refused client waits before the next request.
      if (!repeats && ledger.at(-1)?.answer.status !== 201) await new Promise((resolve) => setTimeout(resolve, 100));
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  const writing = Promise.all(Array.from({ length: count }, (_, writer) => write(writer)));
  return {
    ledger,
    async stop() {
      isStopping = true;
      await writing;
    },
  };
}

interface StoredTask {
  readonly id: string;
  readonly title: string;
  readonly number: number;
  readonly teamId: string;
  readonly assigneeId: string | null;
}

export interface WriteAudit {
  /** Acknowledged, but missing. */
  readonly lost: number;
  /** Stored more than once. */
  readonly doubled: number;
  readonly acknowledged: number;
  readonly tasks: number;
  readonly eventsLost: number;
  readonly effectsLost: number;
  readonly effectsDoubled: number;
  /** Numbers of teams' keys without a task. */
  readonly gaps: number;
  readonly setAside: number;
}

/**
 * Compares the ledger with the stored tasks, and these with their expected consequences.
 * @param ofTasks the database of `tasks`, if it is another one.
 */
export async function auditWrites(sql: Sql, ledger: readonly Entry[], ofTasks = sql): Promise<WriteAudit> {
  const acknowledgedTitles = new Set(ledger.filter(({ answer }) => answer.status === 201).map(({ title }) => title));
  const tasks = await ofTasks<StoredTask[]>`
    select id, title, number, team_id as "teamId", assignee_id as "assigneeId" from tasks.task`;
  const titles = tasks.map(({ title }) => title);
  const there = new Set(titles);
  const countOf = async (
    query: PromiseLike<readonly { id: string; count: number }[]>,
    expected: readonly StoredTask[] = tasks,
  ) => {
    const counts = new Map((await query).map(({ id, count }) => [id, count]));
    return {
      lost: expected.filter(({ id }) => !counts.has(id)).length,
      doubled: [...counts.values()].filter((count) => count > 1).length,
    };
  };
  const events = await countOf(sql<{ id: string; count: number }[]>`
    select event->'subject'->>'id' as id, count(*) from platform.event_log
    where event->>'type' = 'task.created' group by 1`);
  const assigned = tasks.filter(({ assigneeId }) => assigneeId !== null);
  const notices = await countOf(
    sql<{ id: string; count: number }[]>`
      select task_id as id, count(*) from notifications.notification where type = 'task-assigned' group by 1`,
    assigned,
  );
  const logs = await countOf(ofTasks<{ id: string; count: number }[]>`
    select task_id as id, count(*) from tasks.log where type = 'created' group by 1`);
  const [aside] = await sql<{ count: number }[]>`select count(*) from platform.set_aside`;
  return {
    lost: [...acknowledgedTitles].filter((title) => !there.has(title)).length,
    doubled: titles.length - there.size,
    acknowledged: acknowledgedTitles.size,
    tasks: tasks.length,
    eventsLost: events.lost,
    effectsLost: notices.lost + logs.lost,
    effectsDoubled: events.doubled + notices.doubled + logs.doubled,
    gaps: [...Map.groupBy(tasks, ({ teamId }) => teamId).values()].reduce(
      (sum, ofTeam) => sum + Math.max(...ofTeam.map(({ number }) => number)) - ofTeam.length,
      0,
    ),
    setAside: aside?.count ?? 0,
  };
}

/** Whether all consequences of the writes are complete. */
export async function isDrained(sql: Sql, ofTasks = sql): Promise<boolean> {
  // In this order: an event is never in neither of them.
  const [published] = await ofTasks<{ count: number }[]>`select count(*) from tasks.outbox`;
  const [row] = await sql<{ waiting: number }[]>`
    select (select count(*) from auth.outbox) + (select count(*) from teams.outbox)
      + (select count(*) from projects.outbox) + (select count(*) from notifications.outbox)
      + (select count(*) from platform.outbox) + (select count(*) from pgboss.job
      where state in ('created', 'retry', 'active') and name not like '%.dead'
        and (data->'type' is not null or data->'eventIds' is not null)) as waiting`;
  return published?.count === 0 && row?.waiting === 0;
}
