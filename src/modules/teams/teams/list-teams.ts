import { z } from 'zod';
import type { TeamAccess } from '#platform/access/scope.ts';
import { nameKeys, pageParams, toPage, withoutKeys } from '#platform/pagination/keyset.ts';
import { type Page, pageQuery } from '#platform/pagination/pagination.ts';
import type { TeamsContext } from '../context.ts';
import { type Team, teamsByIds, toTeam } from './team.ts';

export const TeamsQuery = z.strictObject({ ...pageQuery, archived: z.enum(['false', 'true', 'all']).default('false') });

/** Those of these teams of the caller's scope that are asked for, by name. */
export async function listTeams(
  ctx: TeamsContext,
  teams: readonly TeamAccess[],
  { archived, ...asked }: z.output<typeof TeamsQuery>,
): Promise<Page<Team>> {
  const wanted = teams.filter(({ isArchived }) => archived === 'all' || isArchived === (archived === 'true'));
  const roles = new Map(wanted.map(({ id, role }) => [id, role]));
  const page = pageParams(asked, nameKeys);
  const shape = { language: await ctx.people.languageOf(ctx.actor), cursor: page.hasCursor };
  const organizationIds = [...new Set(wanted.map(({ organizationId }) => organizationId))];
  const rows = await teamsByIds(ctx, shape, { ...page, organizationIds, ids: [...roles.keys()] });
  return toPage(rows, page, (row) => toTeam(withoutKeys(row), roles.get(row.id) ?? null));
}
