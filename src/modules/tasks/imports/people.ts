import { userIdOf } from '#platform/context.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { readersAmong } from '../task/references.ts';
import { shorten } from './limits.ts';
import type { SourcePerson } from './source/board.ts';
import type { CleanText, ExternalId } from './source/text.ts';

/** A person of the board: with an account that can see the team, or only a name. */
export interface BoardPerson {
  readonly userId: UserId | null;
  readonly name: CleanText;
}

interface Where {
  readonly organizationId: OrganizationId;
  /** Null if the team has to be created. */
  readonly teamId: TeamId | null;
}

const maxLookups = 1_000;

/**
 * Finds accounts for the board's people, by address or username, among those who can see the team. A file can claim
 * anything about who did what, so only owners and admins of the organization may attribute its content to others; other
 * importers can attribute it only to themselves.
 */
export async function matchPeople(
  ctx: TasksContext,
  where: Where,
  people: ReadonlyMap<ExternalId, SourcePerson>,
): Promise<ReadonlyMap<ExternalId, BoardPerson>> {
  const all = [...people.values()];
  const some = all.slice(0, maxLookups);
  const accounts = await ctx.auth.findPeople(ctx, {
    emails: some.map(({ email }) => email).filter(Boolean),
    usernames: some.map(({ username }) => username).filter(Boolean),
  });
  const oneself = userIdOf(ctx.actor);
  const mayNameOthers = (await ctx.scopeOf(ctx.actor)).organization(where.organizationId)?.isAdmin === true;
  const nameable = accounts.filter(({ id }) => mayNameOthers || id === oneself);
  const allowed = await readers(
    ctx,
    where,
    nameable.map(({ id }) => id),
  );
  const importablePeople = nameable.filter(({ id }) => allowed.has(id));
  const byEmail = new Map(importablePeople.map(({ email, id }) => [email.toLowerCase(), id]));
  const byUsername = new Map(importablePeople.map(({ username, id }) => [username.toLowerCase(), id]));
  return new Map(
    all.map(({ id, email, username, name }) => {
      const userId = byEmail.get(email.toLowerCase()) ?? byUsername.get(username.toLowerCase()) ?? null;
      return [id, { userId, name: shorten(name, 'person', null) }];
    }),
  );
}

async function readers(
  ctx: TasksContext,
  { organizationId, teamId }: Where,
  userIds: UserId[],
): Promise<ReadonlySet<UserId>> {
  if (teamId !== null) return readersAmong(ctx, { organizationId, teamId }, userIds);
  const members = await ctx.teams.membersOf(ctx, { organizationId, userIds });
  return new Set(members.filter(({ role }) => role !== 'guest').map(({ userId }) => userId));
}
