import { setImmediate as nextTurn } from 'node:timers/promises';
import { isInAudience } from '../access/scope.ts';
import type { Audience } from '../events/event.ts';
import type { UserId } from '../ids.ts';
import { encodeBatch } from './encode-batch.ts';
import type { LoggedEvent } from './event-log.ts';
import type { FreshAccess } from './fresh-access.ts';
import { isStale, type OpenStream, send } from './open-stream.ts';
import type { OpenStreams } from './open-streams.ts';

/** So many writes in a row; then other requests have a turn. */
const writesPerTurn = 500;

export interface Delivery {
  readonly open: OpenStreams;
  readonly access: Pick<FreshAccess, 'refreshOrEnd'>;
  readonly frameId: (position: number) => string;
}

/** Writes events, at most `maxBatchEvents`, to the open streams that may see them. */
export async function deliver({ open, access, frameId }: Delivery, batch: readonly LoggedEvent[]): Promise<void> {
  await Promise.all([...open.stale].map((stream) => access.refreshOrEnd(stream)));
  const bytesOf = encodeBatch(batch, frameId);
  let writes = 0;
  for (const stream of takeVisible(open, batch)) {
    const wasStale = isStale(stream);
    if (wasStale) await access.refreshOrEnd(stream);
    const visible = wasStale ? visibleTo(stream, batch) : stream.visible;
    stream.visible = 0;
    if (visible !== 0) send(stream, bytesOf(visible));
    writes += 1;
    if (writes % writesPerTurn === 0) await nextTurn();
  }
}

/** Writes a frame that is not in the log to the streams of these people that are in the audience. */
export async function deliverTo(
  { open, access }: Pick<Delivery, 'open' | 'access'>,
  userIds: Iterable<UserId>,
  audience: Audience,
  frame: Buffer,
): Promise<void> {
  let writes = 0;
  for (const stream of open.ofUsers(userIds)) {
    if (isStale(stream)) await access.refreshOrEnd(stream);
    if (isInAudience(stream.scope, audience)) send(stream, frame);
    writes += 1;
    if (writes % writesPerTurn === 0) await nextTurn();
  }
}

/** The streams that may see any of these events, each with its `visible` set. */
function takeVisible(open: OpenStreams, batch: readonly LoggedEvent[]): OpenStream[] {
  const streams: OpenStream[] = [];
  for (const [index, { event, position }] of batch.entries()) {
    if (event.audience === null) continue;
    for (const stream of open.candidates(event.audience)) {
      if (stream.from >= position || !isInAudience(stream.scope, event.audience)) continue;
      if (stream.visible === 0) streams.push(stream);
      stream.visible |= 1 << index;
    }
  }
  return streams;
}

function visibleTo({ scope, from }: OpenStream, batch: readonly LoggedEvent[]): number {
  return batch.reduce(
    (mask, { event: { audience }, position }, index) =>
      audience && from < position && isInAudience(scope, audience) ? mask | (1 << index) : mask,
    0,
  );
}
