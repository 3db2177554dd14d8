import { z } from 'zod';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { keysetPage, type PageParams, sortKeysOf } from '#platform/pagination/keyset.ts';
import type { Language } from '#platform/database/language.ts';
import { zoneOffsets } from '#platform/database/local-time.ts';
import { commaList } from '#platform/http/fields.ts';
import { type Page, pageQuery } from '#platform/pagination/pagination.ts';
import { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { type TaskRelations, taskRelations } from '../task/task-relations.ts';
import { timezoneOf } from '../task/due.ts';
import { shownRecurrence, toCard } from '../task/show-task.ts';
import type { TaskCard } from '../task/task.ts';
import { applyFilters, filterSchemas } from './applied-filters.ts';
import { extras, findTasks, type Shape, type SortedRow } from './find-tasks.ts';
import { mergeRows } from './merge.ts';
import { cursorKinds, languageOfSort, readSort, type SortName, type SortParams, TasksSort } from './sorts.ts';

export const TasksQuery = z.strictObject({
  ...pageQuery,
  organizationId: OrganizationId.optional(),
  teamId: TeamId.optional(),
  ...filterSchemas,
  include: commaList(z.enum(extras))
    .optional()
    .describe('Fields that lists leave out: description, recurrence, customFields.'),
  sort: TasksSort.default('createdAt'),
});
export type TasksQuery = z.output<typeof TasksQuery>;

/**
 * Tasks that the caller may see, page by page: one indexed query for each organization, merged if there are several.
 */
export async function listTasks(ctx: TasksContext, tasksQuery: TasksQuery): Promise<Page<TaskCard>> {
  const { name, isDescending, fieldId, optionIds } = await readSort(ctx, tasksQuery);
  const language = languageOfSort(name, await ctx.people.languageOf(ctx.actor));
  const zone = await zoneOffsets(await timezoneOf(ctx), ctx.clock.now());
  return keysetPage(tasksQuery, {
    kinds: cursorKinds(name),
    find: async (page) => {
      const params = { ...page, sortFieldId: fieldId, optionIds, ...zone };
      const order: Order = { sort: name, isDescending, language, params };
      const lists = await Promise.all(
        organizationsFor(ctx, tasksQuery).map((organization) => findIn(ctx, organization, tasksQuery, order)),
      );
      return lists.length === 1 ? (lists[0] ?? []) : mergeRows(ctx, lists.flat(), order);
    },
    keyOf: sortKeysOf,
    toItems: async (rows) => {
      const relations = await taskRelations(ctx, rows);
      return rows.map((row) => itemOf(row, relations));
    },
  });
}

/** The organization named directly or by its team, otherwise all of the caller's. `taskLister` has checked both. */
function organizationsFor(
  { scope }: TasksContext,
  { organizationId, teamId }: TasksQuery,
): readonly OrganizationAccess[] {
  const ownOrganization = organizationId === undefined ? undefined : scope.organization(organizationId);
  const ofTeam = teamId === undefined ? undefined : scope.team(teamId)?.organization;
  if (ownOrganization && ofTeam && ownOrganization.id !== ofTeam.id) return [];
  const requested = ownOrganization ?? ofTeam;
  return requested ? [requested] : scope.organizations;
}

interface Order {
  readonly sort: SortName;
  readonly isDescending: boolean;
  readonly language: Language;
  readonly params: PageParams & SortParams;
}

async function findIn(
  ctx: TasksContext,
  organization: OrganizationAccess,
  tasksQuery: TasksQuery,
  { sort, isDescending, language, params }: Order,
): Promise<SortedRow[]> {
  const teamIds = readableTeamIds(organization, tasksQuery.teamId);
  const [teamId] = teamIds;
  if (teamId === undefined) return [];
  const { forms, args: filterArgs } = await applyFilters(ctx, organization, tasksQuery);
  const shape: Shape = {
    sort,
    isDescending,
    language,
    hasCursor: params.hasCursor,
    team: teamIds.length === 1 ? 'one' : 'many',
    isGuest: organization.role === 'guest',
    forms,
    extras: extras.filter((name) => tasksQuery.include?.includes(name)),
  };
  const scope = { organizationId: organization.id, teamId, teamIds, guestProjectIds: organization.guestProjectIds };
  return findTasks(ctx, shape, { ...filterArgs, ...scope, ...params });
}

/** Guests see the tasks of existing teams only through projects; everyone else sees the teams that they may read. */
function readableTeamIds(organization: OrganizationAccess, teamId: TeamId | undefined): TeamId[] {
  if (organization.role === 'guest') return [...organization.directory.teams.keys()];
  if (teamId === undefined) return organization.readableTeams().map(({ id }) => id);
  return organization.mayReadTeam(teamId) ? [teamId] : [];
}

export function itemOf(row: SortedRow, relations: TaskRelations): TaskCard {
  const card = toCard(row, relations);
  const { description, recurrence, customFields } = row;
  if (description !== undefined) card.description = description;
  if (recurrence !== undefined) card.recurrence = shownRecurrence(recurrence);
  if (customFields !== undefined) card.customFields = customFields;
  return card;
}
