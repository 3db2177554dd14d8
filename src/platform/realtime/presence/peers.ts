import { z } from 'zod';
import { type Clock, isRecent } from '../../clock.ts';
import type { Sql } from '../../database/connection.ts';
import { isDatabaseAway } from '../../database/database.ts';
import { OrganizationId, ProjectId, TeamId, UserId } from '../../ids.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Subject, ViewerState } from './subject.ts';

const channel = 'taskuno_presence';
/** PostgreSQL refuses payloads of 8000 bytes and more. */
const maxPayloadBytes = 7_900;
/** More changes wait for the next interval, in which they may have become fewer. */
const maxMessages = 4;
/** An instance reports this often that it lives; a silent one is dead, and its viewers are away. */
const reportMs = 10_000;
const goneMs = 30_000;

/** One person's state, as instances send it to each other. */
export interface ViewerChange {
  readonly subject: Subject;
  readonly userId: UserId;
  readonly state: ViewerState;
}

/** The other instances of the app. Nothing is sent while there are none. */
export interface Peers {
  /** Says hello; the others answer with their viewers. */
  start(): Promise<void>;
  /** Queues a change. A later one of the same person replaces it. */
  queue(change: ViewerChange): void;
  /** Sends what is queued, and drops instances that are gone. Call it at a regular interval. */
  flush(): Promise<void>;
}

export interface PeersOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Logger;
  /** The name of this instance. */
  readonly own: string;
  /** All viewers of this instance, for one that has just started. */
  readonly ownViewers: () => Iterable<ViewerChange>;
  readonly onChanges: (instance: string, changes: readonly ViewerChange[]) => void;
  readonly onGone: (instance: string) => void;
}

const kinds = ['task', 'board'] as const;
const states = ['away', 'looking', 'typing'] as const;
/** Rows instead of objects: a message has room for 40 people. */
const Row = z.tuple([z.enum(kinds), z.uuid(), OrganizationId, TeamId, ProjectId.nullable(), UserId, z.enum(states)]);
const Message = z.object({ from: z.uuid(), hello: z.boolean(), viewers: z.array(Row) });
type Message = z.infer<typeof Message>;

export function createPeers({ sql, clock, log, own, ownViewers, onChanges, onGone }: PeersOptions): Peers {
  const seenAt = new Map<string, Date>();
  const queued = new Map<string, ViewerChange>();
  let reportedAt = clock.now();
  let hasToAnswer = false;

  async function send(message: Omit<Message, 'from'>): Promise<void> {
    await sql`select pg_notify(${channel}, ${JSON.stringify({ from: own, ...message } satisfies Message)})`;
    reportedAt = clock.now();
  }

  /** Has the others forget what they know of this instance, and exchanges all viewers with them. */
  function sayHello(): void {
    queueAll();
    void ignoreAway(send({ hello: true, viewers: [] }));
  }

  function ignoreAway(sent: Promise<void>): Promise<void> {
    return sent.catch((error: unknown) => {
      if (!isDatabaseAway(error)) log.error({ err: error }, 'presence could not be sent to other instances');
    });
  }

  function receive(payload: string): void {
    const message = Message.safeParse(JSON.parse(payload)).data;
    if (!message || message.from === own) return;
    const isNew = !seenAt.has(message.from);
    seenAt.set(message.from, clock.now());
    if (message.hello) {
      onGone(message.from);
      queueAll();
    } else if (isNew) sayHello();
    if (message.viewers.length > 0) onChanges(message.from, message.viewers.map(fromRow));
  }

  function queueAll(): void {
    for (const change of ownViewers()) queue(change);
    // Without viewers too.
    hasToAnswer = true;
  }

  /** While there was no connection, messages were lost: what others have is requested again. */
  function onConnected(): void {
    for (const instance of seenAt.keys()) onGone(instance);
    sayHello();
  }

  function queue(change: ViewerChange): void {
    if (seenAt.size > 0) queued.set(`${change.subject.id} ${change.userId}`, change);
  }

  function dropGone(): void {
    const now = clock.now();
    const silentPeers = [...seenAt].filter(([, at]) => !isRecent(now, at, goneMs));
    for (const [instance] of silentPeers) {
      seenAt.delete(instance);
      onGone(instance);
    }
    // If it was this instance that stood still, the others answer.
    if (silentPeers.length > 0) sayHello();
    if (seenAt.size === 0) queued.clear();
  }

  async function sendQueued(): Promise<void> {
    for (let sent = 0; sent < maxMessages && queued.size > 0; sent += 1) {
      const { keys, viewers } = nextRows(queued);
      const changes = keys.map((key) => queued.get(key));
      await send({ hello: false, viewers });
      // What has changed during the call stays.
      for (const [index, key] of keys.entries()) if (queued.get(key) === changes[index]) queued.delete(key);
    }
    if (seenAt.size === 0 || (!hasToAnswer && isRecent(clock.now(), reportedAt, reportMs))) return;
    hasToAnswer = false;
    await send({ hello: false, viewers: [] });
  }

  return {
    start: () => sql.listen(channel, receive, onConnected),
    queue,
    async flush() {
      dropGone();
      await ignoreAway(sendQueued());
    },
  };
}

/** As many changes as one payload holds. */
function nextRows(queued: ReadonlyMap<string, ViewerChange>): { keys: string[]; viewers: z.infer<typeof Row>[] } {
  const keys: string[] = [];
  const viewers: z.infer<typeof Row>[] = [];
  let bytes = 100;
  for (const [key, { subject, userId, state }] of queued) {
    const { kind, id, organizationId, teamId, projectId } = subject;
    const row: z.infer<typeof Row> = [kind, id, organizationId, teamId, projectId, userId, state];
    bytes += JSON.stringify(row).length + 1;
    if (bytes > maxPayloadBytes) break;
    keys.push(key);
    viewers.push(row);
  }
  return { keys, viewers };
}

function fromRow([kind, id, organizationId, teamId, projectId, userId, state]: z.infer<typeof Row>): ViewerChange {
  return { subject: { kind, id, organizationId, teamId, projectId }, userId, state };
}
