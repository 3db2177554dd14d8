import { withTransaction } from '#platform/database/database.ts';
import { errorMessage, isTemporary } from '#platform/failures.ts';
import type { UserId } from '#platform/ids.ts';
import type { ItemFailure } from '#platform/item-failures.ts';
import type { NotificationsContext } from '../context.ts';
import { definitionOf } from '../types/registry.ts';
import { resolvePreferences } from '../choices/resolve.ts';
import type { Channel, Notice, Packet } from './channel.ts';
import { readCurrentState, stillMatters } from './current-state.ts';
import { channels, packetOf } from './deliver.ts';
import { isMuted, type People, peopleOf, whoMayKnow } from './drafts.ts';
import { quietUntil } from './local-hours.ts';
import {
  lockDue,
  peopleDue,
  type Pending,
  postpone,
  removeOlder,
  removePending,
  renewWindows,
  setAside,
} from './pending.ts';
import { isWanted, type Plan, planDelivery, timezoneOf } from './plan.ts';
import type { Choices } from './read-choices.ts';

const maxPeople = 500;
/** In one transaction. A digest lists fewer; other notices wait for the next run. */
const maxNotices = 1_000;

interface Outcome {
  /** How many messages were queued. */
  readonly sent: number;
  /** The notices that could not be sent; they are tried again later. */
  readonly failures: readonly ItemFailure[];
}

/**
 * Sends what is due: digests, what waited for the end of quiet hours, and collected changes. Each person's notices are
 * one transaction, so that runs at the same time send nothing twice and a failure delays nobody else.
 */
export async function deliverDue(ctx: NotificationsContext): Promise<Outcome> {
  let sent = 0;
  const failures: ItemFailure[] = [];
  for (;;) {
    const due = await peopleDue(ctx, { now: ctx.clock.now().toISOString(), limit: maxPeople });
    for (const { userId } of due) {
      const outcome = await deliverOrSetAside(ctx, { userId, now: ctx.clock.now() });
      sent += outcome.sent;
      failures.push(...outcome.failures);
    }
    if (due.length < maxPeople) return { sent, failures };
  }
}

interface Recipient {
  readonly userId: UserId;
  readonly now: Date;
}

/** If sending fails, each notice is tried alone and undone: those that fail are set aside, the others are sent. */
async function deliverOrSetAside(ctx: NotificationsContext, recipient: Recipient): Promise<Outcome> {
  const [first] = await Promise.allSettled([deliverTo(ctx, recipient)]);
  if (first.status === 'fulfilled') return { sent: first.value, failures: [] };
  if (isTemporary(first.reason)) throw first.reason;
  const failures: ItemFailure[] = [];
  for (const { id } of await dueOf(ctx, recipient)) {
    const error = await failureOf(ctx, recipient, id);
    if (error !== null) failures.push(...(await putAside(ctx, recipient, id, error)));
  }
  const [second] = await Promise.allSettled([deliverTo(ctx, recipient)]);
  if (second.status === 'fulfilled') return { sent: second.value, failures };
  if (isTemporary(second.reason)) throw second.reason;
  return { sent: 0, failures: [...failures, ...(await putAside(ctx, recipient, null, second.reason))] };
}

/** Undoes a transaction on purpose. */
class Undo extends Error {}

/** Why one notice cannot be sent; null if it can. */
async function failureOf(ctx: NotificationsContext, recipient: Recipient, id: string): Promise<unknown> {
  try {
    await deliverTo(ctx, recipient, { id, isTrial: true });
    return null;
  } catch (error) {
    if (error instanceof Undo) return null;
    if (isTemporary(error)) throw error;
    return error;
  }
}

/** Sets a notice aside, or everything that is due. */
async function putAside(
  ctx: NotificationsContext,
  { userId, now }: Recipient,
  id: string | null,
  reason: unknown,
): Promise<ItemFailure[]> {
  const error = errorMessage(reason);
  const rows = await setAside(ctx, { userId, id, now: now.toISOString(), error });
  ctx.log.error({ userId, notices: rows, err: reason }, 'notifications could not be sent; trying again later');
  return rows.map((item) => ({ item, name: `waiting notification ${item.id}, person ${userId}`, error }));
}

function dueOf(ctx: NotificationsContext, { userId, now }: Recipient, id: string | null = null) {
  return lockDue(ctx, { userId, now: now.toISOString(), limit: maxNotices, id });
}

export type Waiting = Notice & { readonly pending: Pending };

/** Sends a person's due notices, or one of them as a trial that leaves nothing. Returns how many messages. */
async function deliverTo(
  ctx: NotificationsContext,
  recipient: Recipient,
  { id = null, isTrial = false }: { readonly id?: string | null; readonly isTrial?: boolean } = {},
): Promise<number> {
  const { userId, now } = recipient;
  const current = await readCurrentState(ctx, { userId, now: now.toISOString(), limit: maxNotices });
  return withTransaction(ctx, async (inTx) => {
    const rows = await dueOf(inTx, recipient, id);
    if (rows.length === 0) return 0;
    const waiting = rows.toReversed().map((pending): Waiting => {
      const { event, notificationId } = pending;
      return { pending, event, notificationId, userId, recipient: { userId }, definition: definitionOf(pending.type) };
    });
    const people = await peopleOf(inTx, waiting);
    const { choices, isCurrent } = await stillMatters(inTx, { userId, current, waiting });
    const known = people.byId.has(userId) ? await whoMayKnow(inTx, waiting.filter(isCurrent)) : [];
    const wanted = known.filter((notice) => {
      const channel = channels.find(({ kind }) => kind === notice.pending.channel);
      return channel !== undefined && isWanted(channel, notice, choices) && !isMuted(notice, choices);
    });
    const sent = await sendOrPostpone(inTx, recipient, { rows, wanted, people, choices });
    if (isTrial) throw new Undo();
    return sent;
  });
}

interface Due {
  readonly rows: readonly Pending[];
  readonly wanted: readonly Waiting[];
  readonly people: People;
  readonly choices: Choices;
}

async function sendOrPostpone(
  ctx: NotificationsContext,
  { userId, now }: Recipient,
  { rows, wanted, people, choices }: Due,
): Promise<number> {
  const later: { id: string; dueAt: Date; isDigest: boolean }[] = [];
  let sent = 0;
  for (const channel of channels) {
    const leaving: Waiting[] = [];
    for (const notice of wanted.filter(({ pending }) => pending.channel === channel.kind)) {
      const { dueAt, isDigest } = await planAgain(channel, notice, choices, people, now);
      if (dueAt) later.push({ id: notice.pending.id, dueAt, isDigest });
      else leaving.push(notice);
    }
    const oldest = leaving.find(({ pending }) => pending.isDigest)?.pending.id;
    const [older] =
      oldest === undefined || rows.length < maxNotices
        ? []
        : await removeOlder(ctx, { userId, channel: channel.kind, now: now.toISOString(), before: oldest });
    const packets = packetsOf(leaving, people, older?.count ?? 0);
    await channel.send(ctx, packets, people);
    await renewWindows(
      ctx,
      channel.kind,
      leaving.filter(({ pending }) => !pending.isDigest).map(({ pending: { groupKey } }) => ({ userId, groupKey })),
    );
    sent += packets.length;
  }
  const laterIds = new Set(later.map(({ id }) => id));
  await removePending(ctx, { userId, ids: rows.map(({ id }) => id).filter((id) => !laterIds.has(id)) });
  if (later.length > 0) await postpone(ctx, { userId, rows: JSON.stringify(later) });
  return sent;
}

/** A digest whose time has come leaves, unless it is quiet; everything else is planned by the current preferences. */
async function planAgain(
  channel: Channel,
  notice: Waiting,
  choices: Choices,
  people: People,
  now: Date,
): Promise<Plan> {
  const chosen = choices.of(notice.userId, notice.event.organizationId);
  const timezone = timezoneOf(notice, people);
  if (!notice.pending.isDigest) return planDelivery(channel, notice, chosen, timezone, now);
  return { dueAt: await quietUntil(resolvePreferences(timezone, ...chosen).quietHours, now), isDigest: true };
}

/** One packet for all of a digest, and one for each other group. */
function packetsOf(leaving: readonly Waiting[], people: People, olderCount: number): Packet[] {
  const groups = Map.groupBy(leaving, ({ pending }) => (pending.isDigest ? 'digest' : pending.groupKey));
  return [...groups].flatMap(([key, [first, ...others]]) => {
    const isDigest = key === 'digest';
    if (first === undefined) return [];
    return packetOf([first, ...others], people, { isDigest, olderCount: isDigest ? olderCount : 0 }) ?? [];
  });
}
