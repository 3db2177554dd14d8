import { z } from 'zod';
import type { TeamAccess } from '#platform/access/scope.ts';
import { keysetPage, nameKeys, sortKeysOf, withoutKeys } from '#platform/pagination/keyset.ts';
import { type Page, pageQuery } from '#platform/pagination/pagination.ts';
import type { TeamsContext } from '../context.ts';
import type { Team } from '../contract.ts';
import { teamsByIds, toTeam } from './team.ts';

export const TeamsQuery = z.strictObject({ ...pageQuery, archived: z.enum(['false', 'true', 'all']).default('false') });

/** Teams of the caller's scope that match the query, by name. */
export async function listTeams(
  ctx: TeamsContext,
  teams: readonly TeamAccess[],
  { archived, ...pageInput }: z.output<typeof TeamsQuery>,
): Promise<Page<Team>> {
  const matches = teams.filter(({ isArchived }) => archived === 'all' || isArchived === (archived === 'true'));
  const roles = new Map(matches.map(({ id, role }) => [id, role]));
  const organizationIds = [...new Set(matches.map(({ organizationId }) => organizationId))];
  const language = await ctx.people.languageOf(ctx.actor);
  return keysetPage(pageInput, {
    kinds: nameKeys,
    find: (page) =>
      teamsByIds(ctx, { language, cursor: page.hasCursor }, { ...page, organizationIds, ids: [...roles.keys()] }),
    keyOf: sortKeysOf,
    toItems: (rows) => rows.map((row) => toTeam(withoutKeys(row), roles.get(row.id) ?? null)),
  });
}
