import type { teamsContract } from '#modules/teams';
import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { ProjectsContext } from './context.ts';
import { forgetFavourites } from './favourites/favourite.ts';
import { forgetGuest } from './guests/guest.ts';
import { forgetOrganization, forgetTeam } from './projects/forget.ts';
import { leaveLead } from './projects/leave-lead.ts';
import { inbox } from './schema.ts';

type TeamsEvent = EventOf<typeof teamsContract.events>;
type Of<Type extends TeamsEvent['type']> = Extract<TeamsEvent, { type: Type }>;

export const subscriptions: Subscription<ProjectsContext>[] = [
  subscription<ProjectsContext, Of<'member.left' | 'member.role-changed'>>({
    name: 'follow-members',
    events: ['member.left', 'member.role-changed'],
    once: inbox,
    handle: followMember,
  }),
  subscription<ProjectsContext, Of<'team.purged' | 'organization.purged'>>({
    name: 'forget',
    events: ['team.purged', 'organization.purged'],
    once: inbox,
    async handle(ctx, { organizationId, payload }) {
      if (organizationId === null) return;
      if ('teamId' in payload) await forgetTeam(ctx, { organizationId, teamId: payload.teamId });
      else await forgetOrganization(ctx, { organizationId });
    },
  }),
];

/**
 * Updates projects after a membership changes. A person who left or became a guest loses lead and favourites; a former
 * guest loses guest projects. The event may be late: what was added after it stays, and so does the lead of a person
 * who is a member again.
 */
async function followMember(
  ctx: ProjectsContext,
  { organizationId, at, payload }: Of<'member.left' | 'member.role-changed'>,
): Promise<void> {
  if (organizationId === null) return;
  const { userId } = payload;
  const role = 'role' in payload ? payload.role : null;
  const key = { organizationId, userId, until: at };
  if (role !== 'guest') await forgetGuest(ctx, key);
  if (role !== null && role !== 'guest') return;
  await forgetFavourites(ctx, key);
  const [present] = await ctx.teams.membersOf(ctx, { organizationId, userIds: [userId] });
  if (!present || present.role === 'guest') await leaveLead(ctx, key);
}
