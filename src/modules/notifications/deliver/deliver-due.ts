import { withTransaction } from '#platform/database/database.ts';
import { isTemporary } from '#platform/failures.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { type Choices, readChoices } from './read-choices.ts';
import { resolvePreferences } from '../choices/resolve.ts';
import { definitionOf } from '../types/registry.ts';
import type { Channel, Notice, Packet } from './channel.ts';
import { channels, packetOf } from './deliver.ts';
import { isMuted, mutableSubjects, type People, peopleOf, whoMayKnow } from './drafts.ts';
import { quietUntil } from './local-hours.ts';
import { lockDue, peopleDue, type Pending, postpone, putOff, removePending, renewWindows } from './pending.ts';
import { isWanted, type Plan, planDelivery, timezoneOf } from './plan.ts';

const maxPeople = 500;
const putOffMs = 60 * 60_000;

/**
 * Sends what is due: digests, what waited for the end of quiet hours, and collected changes. Each person's notices are
 * one transaction, so that runs at the same time send nothing twice and a failure delays nobody else.
 * @returns how many messages were queued.
 */
export async function deliverDue(ctx: NotificationsContext): Promise<{ sent: number }> {
  let sent = 0;
  for (;;) {
    const due = await peopleDue(ctx, { now: ctx.clock.now().toISOString(), limit: maxPeople });
    for (const { userId } of due) sent += await deliverOrPutOff(ctx, userId);
    if (due.length < maxPeople) return { sent };
  }
}

async function deliverOrPutOff(ctx: NotificationsContext, userId: UserId): Promise<number> {
  const now = ctx.clock.now();
  try {
    return await withTransaction(ctx, (inTx) => deliverTo(inTx, userId, now));
  } catch (error) {
    if (isTemporary(error)) throw error;
    ctx.log.error({ userId, err: error }, 'notifications could not be sent; trying again in an hour');
    const dueAt = new Date(now.getTime() + putOffMs).toISOString();
    await putOff(ctx, { userId, now: now.toISOString(), dueAt });
    return 0;
  }
}

type Waiting = Notice & { readonly pending: Pending };

async function deliverTo(ctx: NotificationsContext, userId: UserId, now: Date): Promise<number> {
  const rows = await lockDue(ctx, { userId, now: now.toISOString() });
  if (rows.length === 0) return 0;
  const waiting = rows.map((pending): Waiting => {
    const { event, notificationId } = pending;
    return { pending, event, notificationId, userId, recipient: { userId }, definition: definitionOf(pending.type) };
  });
  const people = await peopleOf(ctx, waiting);
  const choices = await readChoices(ctx, [userId], mutableSubjects(waiting));
  const known = people.byId.has(userId) ? await whoMayKnow(ctx, waiting) : [];
  const wanted = known.filter((notice) => {
    const channel = channels.find(({ kind }) => kind === notice.pending.channel);
    return channel !== undefined && isWanted(channel, notice, choices) && !isMuted(notice, choices);
  });
  const later: { id: string; dueAt: Date; isDigest: boolean }[] = [];
  let sent = 0;
  for (const channel of channels) {
    const leaving: Waiting[] = [];
    for (const notice of wanted.filter(({ pending }) => pending.channel === channel.kind)) {
      const { dueAt, isDigest } = await planAgain(channel, notice, choices, people, now);
      if (dueAt) later.push({ id: notice.pending.id, dueAt, isDigest });
      else leaving.push(notice);
    }
    const packets = packetsOf(leaving, people);
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
function packetsOf(leaving: readonly Waiting[], people: People): Packet[] {
  const groups = Map.groupBy(leaving, ({ pending }) => (pending.isDigest ? 'digest' : pending.groupKey));
  return [...groups].flatMap(([key, [first, ...others]]) =>
    first === undefined ? [] : (packetOf([first, ...others], people, key === 'digest') ?? []),
  );
}
