import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../../context.ts';
import type { TeamPlace } from '../sources.ts';
import type { Member } from './board.ts';
import type { OrganizationId } from '#platform/ids.ts';

/** A person of the board: with an account that may see the team, or just a name. */
export interface BoardPerson {
  readonly userId: UserId | null;
  readonly name: string;
}

/**
 * Finds accounts for the board's people, by address or username, among the organization's members alone: an account of
 * another organization must not be drawn in by a file.
 */
export async function matchPeople(
  ctx: TasksContext,
  { organizationId, teamId }: { organizationId: OrganizationId; teamId: TeamPlace['teamId'] | null },
  members: readonly Member[],
): Promise<ReadonlyMap<string, BoardPerson>> {
  const few = members.slice(0, 1_000);
  const found = await ctx.auth.findPeople(ctx, {
    emails: few.map(({ email }) => email).filter(Boolean),
    usernames: few.map(({ username }) => username).filter(Boolean),
  });
  const userIds = found.map(({ id }) => id);
  const allowed = new Set(
    teamId === null
      ? (await ctx.teams.membersOf(ctx, { organizationId, userIds })).map(({ userId }) => userId)
      : await ctx.teams.readersOfTeam(ctx, { organizationId, teamId, userIds }),
  );
  const known = found.filter(({ id }) => allowed.has(id));
  const byEmail = new Map(known.map(({ email, id }) => [email.toLowerCase(), id]));
  const byUsername = new Map(known.map(({ username, id }) => [username.toLowerCase(), id]));
  return new Map(
    members.map((member) => {
      const userId = byEmail.get(member.email.toLowerCase()) ?? byUsername.get(member.username.toLowerCase()) ?? null;
      return [member.id, { userId, name: nameOf(member) }];
    }),
  );
}

function nameOf({ fullName, username }: Member): string {
  return (fullName || username || '?').toWellFormed().replaceAll('\0', '').slice(0, 100);
}
