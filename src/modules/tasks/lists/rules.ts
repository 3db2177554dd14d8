import { readOrganization, readTeam } from '#platform/http/rules.ts';
import { userIdOf } from '#platform/context.ts';
import { notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';

/** A list may name an organization and a team; the caller must have access to both. */
export const taskLister: Rule<TasksContext, void> = {
  name: 'signed in; a given organization or team must be visible',
  credentials: 'required',
  authorize: ({ scope }, { query }) => {
    if (query['organizationId'] !== undefined) readOrganization(scope, idParam(query, 'organizationId'));
    if (query['teamId'] !== undefined) readTeam(scope, idParam(query, 'teamId'));
  },
};

/** The caller, and people who share an organization with the caller. */
export const colleague: Rule<TasksContext, UserId> = {
  name: 'shares an organization with the person',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const otherId = idParam<UserId>(params);
    const userId = userIdOf(ctx.actor);
    if (userId === null) throw notFound();
    if (userId === otherId) return otherId;
    const { areColleagues } = await ctx.teams.areColleagues(ctx, { otherId });
    if (!areColleagues) throw notFound();
    return otherId;
  },
};

/** The same for a list of tasks, which may name an organization and a team. */
export const colleagueLister: Rule<TasksContext, UserId> = {
  name: 'shares an organization with the person; a given organization or team must be visible',
  credentials: 'required',
  authorize: async (ctx, request) => {
    await taskLister.authorize(ctx, request);
    return colleague.authorize(ctx, request);
  },
};
