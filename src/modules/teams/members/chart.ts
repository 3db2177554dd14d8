import { z } from 'zod';
import { AppPath } from '#platform/http/fields.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { and, qb, eq, ne, sql } from '#platform/database/drizzle.ts';
import { type Language, orderedIn } from '#platform/database/language.ts';
import { queryFamily } from '#platform/database/query.ts';
import { type OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { Colour, OrganizationRole, Position, positions, TeamRole } from '../contract.ts';
import { memberTable, personTable, teamTable, teamMemberTable } from '../schema.ts';

const ChartPerson = z.strictObject({
  userId: UserId,
  name: z.string(),
  username: z.string(),
  avatarUrl: AppPath.nullable(),
  role: OrganizationRole,
  position: Position,
  title: z.string(),
  managerId: UserId.nullable().describe('Null at the top of the chart.'),
  depth: z.number().int().describe('0 at the top.'),
  reports: z.number().int().describe('Number of direct reports.'),
  teams: z.array(z.strictObject({ teamId: TeamId, role: TeamRole })),
});

export const Chart = z
  .strictObject({
    people: z
      .array(ChartPerson)
      .describe('Everyone except guests, each after their manager, otherwise sorted by name.'),
    positions: z.array(z.strictObject({ position: Position, count: z.number().int() })),
    teams: z.array(z.strictObject({ id: TeamId, name: z.string(), key: z.string(), colour: Colour })),
  })
  .meta({ id: 'Chart' });
export type Chart = z.infer<typeof Chart>;

/** The reporting tree with the active teams that the caller may read: two queries for any number of people. */
export async function readChart(
  ctx: TeamsContext,
  organization: Authorized<OrganizationAccess, 'use'>,
): Promise<Chart> {
  const inUse = organization.readableTeams().filter(({ isArchived }) => !isArchived);
  const teamIds = inUse.map(({ id }) => id);
  const language = await ctx.people.languageOf(ctx.actor);
  const [people, teams] = await Promise.all([
    peopleOf(ctx, { language }, { organizationId: organization.id }),
    teamsOf(ctx, { language }, { organizationId: organization.id, teamIds }),
  ]);
  const teamsOfPerson = groupBy(
    teams.flatMap(({ id: teamId, members }) => members.map(({ userId, role }) => ({ userId, teamId, role }))),
    ({ userId }) => userId,
  );
  const entries = inTreeOrder(people);
  return {
    people: entries.map(({ person: { userId, ...rest }, depth, reports }) => ({
      userId,
      ...rest,
      depth,
      reports,
      teams: (teamsOfPerson.get(userId) ?? []).map(({ teamId, role }) => ({ teamId, role })),
    })),
    positions: positions.map((position) => ({
      position,
      count: people.filter((one) => one.position === position).length,
    })),
    teams: teams.map(({ members: _members, ...team }) => team),
  };
}

type PersonRow = Awaited<ReturnType<typeof peopleOf>>[number];
interface ChartEntry {
  readonly person: PersonRow;
  readonly depth: number;
  readonly reports: number;
}

/** Sorts managers before their reports. People without a manager, or with one who left, are at the top. */
function inTreeOrder(people: readonly PersonRow[]): ChartEntry[] {
  const userIds = new Set(people.map(({ userId }) => userId));
  const byManager = groupBy(people, ({ managerId }) =>
    managerId !== null && userIds.has(managerId) ? managerId : null,
  );
  const entries: ChartEntry[] = [];
  const waiting = (byManager.get(null) ?? []).toReversed().map((one) => ({ person: one, depth: 0 }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const reports = byManager.get(next.person.userId) ?? [];
    entries.push({ ...next, reports: reports.length });
    const { depth } = next;
    waiting.push(...reports.toReversed().map((one) => ({ person: one, depth: depth + 1 })));
  }
  return entries;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const peopleOf = queryFamily<{ language: Language }, { organizationId: OrganizationId }>()(({ language }, params) =>
  qb
    .select({
      userId: memberTable.userId,
      name: personTable.name,
      username: personTable.username,
      avatarUrl: personTable.avatarUrl,
      role: memberTable.role,
      position: memberTable.position,
      title: memberTable.title,
      managerId: memberTable.managerId,
    })
    .from(memberTable)
    .innerJoin(personTable, eq(personTable.userId, memberTable.userId))
    .where(and(eq(memberTable.organizationId, params.organizationId), ne(memberTable.role, 'guest')))
    .orderBy(orderedIn(language, personTable.name), memberTable.userId),
);
const teamsOf = queryFamily<{ language: Language }, { organizationId: OrganizationId; teamIds: readonly TeamId[] }>()(
  ({ language }, params) =>
    qb
      .select({
        id: teamTable.id,
        name: teamTable.name,
        key: teamTable.key,
        colour: teamTable.colour,
        members: sql<{ userId: UserId; role: TeamRole }[]>`coalesce(
        jsonb_agg(jsonb_build_object('userId', ${teamMemberTable.userId}, 'role', ${teamMemberTable.role}))
          filter (where ${teamMemberTable.userId} is not null), '[]')`.as('members'),
      })
      .from(teamTable)
      .leftJoin(
        teamMemberTable,
        and(eq(teamMemberTable.organizationId, teamTable.organizationId), eq(teamMemberTable.teamId, teamTable.id)),
      )
      .where(and(eq(teamTable.organizationId, params.organizationId), sql`${teamTable.id} = any(${params.teamIds})`))
      .groupBy(teamTable.organizationId, teamTable.id)
      .orderBy(orderedIn(language, teamTable.name), teamTable.id),
);
