import type { NotificationsContext } from '../context.ts';
import type { Choices } from './read-choices.ts';
import type { Channel, Notice, Packet } from './channel.ts';
import type { People } from './drafts.ts';
import { emailChannel } from './email.ts';
import { openWindows, storePending } from './pending.ts';
import { groupKeyOf, isWanted, type Plan, planDelivery, timezoneOf } from './plan.ts';
import { pushChannel } from './push.ts';

export const channels: readonly Channel[] = [emailChannel, pushChannel];

/**
 * Sends notices through the channels that their recipients want: at once, or later in a digest, after quiet hours, or
 * together with other changes of the same task. Call it in the transaction that adds the notifications.
 */
export async function deliver(
  ctx: NotificationsContext,
  notices: readonly Notice[],
  people: People,
  choices: Choices,
): Promise<void> {
  const now = ctx.clock.now();
  for (const channel of channels) {
    const wanted = notices.filter((notice) => isWanted(channel, notice, choices));
    const planned = await Promise.all(
      wanted.map(async (notice) => {
        const chosen = choices.of(notice.userId, notice.event.organizationId);
        return { notice, ...(await planDelivery(channel, notice, chosen, timezoneOf(notice, people), now)) };
      }),
    );
    const { leaving, waiting } = await divide(ctx, channel, planned);
    await storePending(ctx, channel.kind, waiting);
    await channel.send(
      ctx,
      leaving.flatMap((notice) => packetOf([notice], people) ?? []),
      people,
    );
  }
}

type Planned = Plan & { readonly notice: Notice };

/** Of each group only the first notice leaves, and only if no window is open. */
async function divide(ctx: NotificationsContext, channel: Channel, planned: readonly Planned[]) {
  const keyed = planned.map((plan) => ({ plan, groupKey: plan.dueAt === null ? groupKeyOf(plan.notice) : null }));
  const groups = keyed.flatMap(({ plan: { notice }, groupKey }) =>
    groupKey === null ? [] : [{ userId: notice.userId, groupKey }],
  );
  const opened = new Set(
    (await openWindows(ctx, channel.kind, groups)).map(({ userId, groupKey }) => `${userId} ${groupKey}`),
  );
  const leaving: Notice[] = [];
  const waiting: Planned[] = [];
  for (const { plan, groupKey } of keyed) {
    const isFirst = groupKey === null ? plan.dueAt === null : opened.delete(`${plan.notice.userId} ${groupKey}`);
    if (isFirst) leaving.push(plan.notice);
    else waiting.push(plan);
  }
  return { leaving, waiting };
}

/** Null if the account is deleted. */
export function packetOf(
  notices: Packet['notices'],
  people: People,
  { isDigest = false, olderCount = 0 }: Partial<Pick<Packet, 'isDigest' | 'olderCount'>> = {},
): Packet | null {
  const contact = people.byId.get(notices[0].userId);
  return contact ? { contact, notices, isDigest, olderCount } : null;
}
