import { z } from 'zod';
import type { TeamAccess } from '#platform/access/scope.ts';
import { decodeCursor, type Page, pageFrom, pageQuery } from '#platform/http/pagination.ts';
import type { TeamsContext } from '../context.ts';
import { type Team, teamsByIds, toTeam } from './team.ts';

export const TeamsQuery = z.strictObject({ ...pageQuery, archived: z.enum(['false', 'true', 'all']).default('false') });

/** Those of these teams of the caller's scope that are asked for, by name. */
export async function listTeams(
  ctx: TeamsContext,
  teams: readonly TeamAccess[],
  { limit, cursor, archived }: z.output<typeof TeamsQuery>,
): Promise<Page<Team>> {
  const wanted = teams.filter(({ isArchived }) => archived === 'all' || isArchived === (archived === 'true'));
  const roles = new Map(wanted.map(({ id, role }) => [id, role]));
  const [name = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['text', 'id']);
  const rows = await teamsByIds(
    ctx,
    { cursor: cursor !== undefined },
    {
      organizationIds: [...new Set(wanted.map(({ organizationId }) => organizationId))],
      ids: [...roles.keys()],
      name: String(name),
      id: String(id),
      limit: limit + 1,
    },
  );
  return pageFrom(
    rows,
    limit,
    (row) => [row.name, row.id],
    (row) => toTeam(row, roles.get(row.id) ?? null),
  );
}
