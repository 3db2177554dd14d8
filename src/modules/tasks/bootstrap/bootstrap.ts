import { z } from 'zod';
import { User } from '#modules/auth';
import { Start } from '#modules/teams';
import { allows } from '#platform/access/authorized.ts';
import { readTeam, useOrganization } from '#platform/http/rules.ts';
import type { TeamId } from '#platform/ids.ts';
import { type Page, pageOf } from '#platform/pagination/pagination.ts';
import type { TasksContext } from '../context.ts';
import { Label, listLabels, toLabel } from '../labels/labels.ts';
import { Field, fieldsOf, toField } from '../task/custom-field.ts';
import { Status, statusesOf, toStatus } from '../task/statuses.ts';

const ofTeam = 'Of the given team; null without one that the caller can read.';

export const Bootstrap = Start.extend({
  lastEventId: z.string().describe('Everything here is at least as new: an event stream resumes from it.'),
  me: User,
  statuses: pageOf(Status).nullable().describe(ofTeam),
  fields: pageOf(Field).nullable().describe(ofTeam),
  labels: pageOf(Label).nullable().describe('Of the team’s organization; null without a team, and for guests.'),
}).meta({ id: 'Bootstrap', description: 'What the browser app needs first. Each part is as its own list replies.' });
export type Bootstrap = z.infer<typeof Bootstrap>;

/**
 * What the browser app needs first, of the caller and of one team. The event id is read before the rest, so that a
 * stream that resumes from it misses no change.
 */
export async function readBootstrap(ctx: TasksContext, teamId: TeamId | null): Promise<Bootstrap> {
  const lastEventId = await ctx.ports.newestEventId();
  const [me, start, parts] = await Promise.all([
    ctx.auth.ownAccount(ctx, {}),
    ctx.teams.start(ctx, { teamId }),
    teamId === null ? nothing : partsOfTeam(ctx, teamId),
  ]);
  return { lastEventId, me, ...start, ...parts };
}

type Parts = Pick<Bootstrap, 'statuses' | 'fields' | 'labels'>;

const nothing: Parts = { statuses: null, fields: null, labels: null };

async function partsOfTeam(ctx: TasksContext, teamId: TeamId): Promise<Parts> {
  const organizationId = ctx.scope.team(teamId)?.organization.id;
  if (organizationId === undefined || !allows(() => readTeam(ctx.scope, teamId))) return nothing;
  const key = { organizationId, teamId };
  const [statuses, fields, labels] = await Promise.all([
    statusesOf(ctx, key),
    fieldsOf(ctx, key),
    allows(() => useOrganization(ctx.scope, organizationId)) ? listLabels(ctx, organizationId) : null,
  ]);
  return {
    statuses: pageWith(statuses.map(toStatus)),
    fields: pageWith(fields.map(toField)),
    labels: labels && pageWith(labels.map(toLabel)),
  };
}

function pageWith<Item>(items: Item[]): Page<Item> {
  return { items, nextCursor: null };
}
