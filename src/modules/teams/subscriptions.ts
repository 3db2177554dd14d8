import type { authContract } from '#modules/auth';
import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { TeamsContext } from './context.ts';
import type { teamsContract } from './contract.ts';
import { storePerson } from './member/add-member.ts';
import { membersOf } from './members/access.ts';
import { forgetPerson } from './members/forget-person.ts';
import { inbox } from './schema.ts';

type OwnEvent = EventOf<typeof teamsContract.events>;
type AuthEvent = EventOf<typeof authContract.events>;

export const subscriptions: Subscription<TeamsContext>[] = [
  subscription<TeamsContext, Extract<AuthEvent, { type: 'user.changed' }>>({
    name: 'copy-names',
    events: ['user.changed'],
    once: inbox,
    handle: copyNames,
  }),
  subscription<TeamsContext, Extract<AuthEvent, { type: 'user.deleted' }>>({
    name: 'forget-person',
    events: ['user.deleted'],
    once: inbox,
    handle: async (ctx, { payload }) => {
      await forgetPerson(ctx, payload);
    },
  }),
  subscription<TeamsContext, Extract<OwnEvent, { type: 'member.left' | 'member.role-changed' }>>({
    name: 'hand-over-tasks',
    events: ['member.left', 'member.role-changed'],
    isLong: true,
    handle: handOverTasks,
  }),
];

/** Updates the copied names. A late event does not restore the names of a deleted account. */
async function copyNames(ctx: TeamsContext, { payload }: Extract<AuthEvent, { type: 'user.changed' }>): Promise<void> {
  if (!(await ctx.people.byIds([payload.userId])).has(payload.userId)) return;
  await storePerson(ctx, { ...payload, id: payload.userId });
}

/**
 * Reassigns the open tasks of a person who left or became a guest; a person who is a member again keeps theirs. Can be
 * interrupted: the port is idempotent.
 */
async function handOverTasks(
  ctx: TeamsContext,
  { id, organizationId, payload }: Extract<OwnEvent, { type: 'member.left' | 'member.role-changed' }>,
): Promise<void> {
  if (organizationId === null || ('role' in payload && payload.role !== 'guest')) return;
  const [present] = await membersOf(ctx, { organizationId, userIds: [payload.userId] });
  if (present && present.role !== 'guest') return;
  const successorId = 'heirId' in payload ? payload.heirId : null;
  const call = { ...ctx, commandId: `hand over ${id}` };
  await ctx.ports.handOverTasks(call, { organizationId, userId: payload.userId, successorId });
}
