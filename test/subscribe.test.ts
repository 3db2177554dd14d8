import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import type { Call, Context } from '#platform/context.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import type { AnyEvent } from '#platform/events/event.ts';
import { handlerOf, type Subscription } from '#platform/events/subscribe.ts';
import type { Job } from '#platform/jobs/job.ts';
import { inbox } from '../src/modules/teams/schema.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';

let database: TestDatabase;
let sql: Sql;

beforeEach(async () => {
  database = await createDatabase();
  sql = connect(database.targets.modules.teams, { connections: 2, name: 'subscribe test' });
});
afterEach(async () => {
  await sql.end();
  await database.drop();
});

function contextOf(call: Call): Context {
  const db = { sql, prepare: true, onPublished: () => undefined, onAccessChanged: () => undefined };
  return { ...call, db, clock: systemClock, log: pino({ level: 'fatal' }) };
}

function jobOf(name: string): Job {
  const event: AnyEvent = {
    id: randomUUID() as AnyEvent['id'],
    type: 'thing.happened',
    at: '2026-11-20T08:00:00.000Z',
    actor: { kind: 'service', name: 'test' },
    organizationId: null,
    requestId: `request of ${name}`,
    subject: { kind: 'thing', id: name, version: 1 },
    audience: null,
    payload: { name },
  };
  return { id: randomUUID(), data: event, attempt: 1, signal: new AbortController().signal };
}

/** Its effect is a row with the event's subject and request. */
async function writeRow(ctx: Context, { subject }: AnyEvent): Promise<void> {
  await ctx.tx?.sql.unsafe('insert into teams.access_change (key) values ($1)', [`${subject.id}, ${ctx.requestId}`]);
}

async function rows(): Promise<string[]> {
  const changes = await sql<{ key: string }[]>`select key from teams.access_change order by key`;
  return changes.map(({ key }) => key);
}

function statuses(results: readonly PromiseSettledResult<unknown>[]): string[] {
  return results.map(({ status }) => status);
}

describe('a subscription whose effects are rows', () => {
  const once: Subscription<Context> = { name: 'test', events: ['thing.happened'], once: inbox, handle: writeRow };

  it('handles events that wait together in one transaction, each with the actor of its event', async () => {
    const transactions = new Set<unknown>();
    const recording: Subscription<Context> = {
      ...once,
      handle: async (ctx, event) => {
        transactions.add(ctx.tx);
        await writeRow(ctx, event);
      },
    };
    await handlerOf(recording, contextOf)([jobOf('a'), jobOf('b'), jobOf('c')]);
    expect(transactions.size).toBe(1);
    expect(await rows()).toEqual(['a, request of a', 'b, request of b', 'c, request of c']);
  });

  it('does nothing at a second delivery, be it alone or among new ones', async () => {
    const [a, b, c] = [jobOf('a'), jobOf('b'), jobOf('c')];
    const handle = handlerOf(once, contextOf);
    await handle([a, b]);
    expect(statuses(await handle([b]))).toEqual(['fulfilled']);
    expect(statuses(await handle([a, c]))).toEqual(['fulfilled', 'fulfilled']);
    expect(await rows()).toHaveLength(3);
  });

  it.each([
    ['in its own code', async () => Promise.reject(new Error('no'))],
    ['in the database', async (ctx: Context) => void (await ctx.tx?.sql.unsafe('select 1 / 0'))],
  ])('that fails for one event %s leaves nothing of it, and all of the others', async (_where, fail) => {
    const jobs = [jobOf('a'), jobOf('bad'), jobOf('c')];
    const failing: Subscription<Context> = {
      ...once,
      handle: async (ctx, event) => {
        await writeRow(ctx, event);
        if (event.subject.id === 'bad') await fail(ctx);
      },
    };
    expect(statuses(await handlerOf(failing, contextOf)(jobs))).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await rows()).toEqual(['a, request of a', 'c, request of c']);
    expect(statuses(await handlerOf(once, contextOf)(jobs))).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(await rows()).toHaveLength(3);
  });
});

describe('a subscription with effects elsewhere', () => {
  it('handles no more side by side than it says, and one failure is one failure', async () => {
    let running = 0;
    let most = 0;
    const mail: Subscription<Context> = {
      name: 'test',
      events: ['thing.happened'],
      concurrency: 2,
      handle: async (ctx, { subject }) => {
        expect(ctx.tx).toBeUndefined();
        running += 1;
        most = Math.max(most, running);
        await sql`select 1`;
        running -= 1;
        if (subject.id === 'bad') throw new Error('no');
      },
    };
    const jobs = [jobOf('a'), jobOf('bad'), jobOf('c'), jobOf('d')];
    const results = await handlerOf(mail, contextOf)(jobs);
    expect(statuses(results)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(most).toBe(2);
  });
});

describe('a subscription that handles events together', () => {
  const calls: string[][] = [];
  beforeEach(() => void calls.splice(0));
  const together: Subscription<Context> = {
    name: 'test',
    events: ['thing.happened'],
    once: inbox,
    handleBatch: async (ctx, events) => {
      calls.push(events.map(({ subject }) => subject.id));
      for (const event of events) await writeRow(ctx, event);
      if (events.some(({ subject }) => subject.id === 'bad')) throw new Error('no');
    },
  };

  it('gets those it has not handled yet, in one call and one transaction', async () => {
    const [a, b, c] = [jobOf('a'), jobOf('b'), jobOf('c')];
    const handle = handlerOf(together, contextOf);
    await handle([a, b]);
    expect(statuses(await handle([b, c]))).toEqual(['fulfilled', 'fulfilled']);
    await handle([a, c]);
    expect(calls).toEqual([['a', 'b'], ['c']]);
    expect(await rows()).toHaveLength(3);
  });

  it('fails only for the event at fault, also if its content is no event at all', async () => {
    const broken = { ...jobOf('broken'), data: { id: 'nothing' } };
    const results = await handlerOf(together, contextOf)([jobOf('a'), jobOf('bad'), broken, jobOf('c')]);
    expect(statuses(results)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect((await rows()).map((row) => row.slice(0, 1))).toEqual(['a', 'c']);
  });
});

describe('a subscription that returns the outcome of each event', () => {
  it('keeps outcomes and jobs in the same order, also around content that is no event', async () => {
    const mails: Subscription<Context> = {
      name: 'test',
      events: ['thing.happened'],
      handleSettled: (_ctx, events) =>
        Promise.allSettled(
          events.map(async ({ subject }) => {
            if (subject.id === 'bad') throw new Error('no');
          }),
        ),
    };
    const broken = { ...jobOf('broken'), data: null };
    const results = await handlerOf(mails, contextOf)([jobOf('a'), broken, jobOf('bad'), jobOf('c')]);
    expect(statuses(results)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  });
});
