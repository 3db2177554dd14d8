import { z } from 'zod';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { invalid } from '#platform/errors.ts';
import { Name, singleLine } from '#platform/http/fields.ts';
import { TeamId } from '#platform/ids.ts';
import { webhookPresets } from '../../contract.ts';
import { eventPatterns } from '../events/public-events.ts';
import { TargetFields } from '../hook/target.ts';

const settings = {
  name: Name,
  url: singleLine(2_000).min(1),
  events: z
    .array(z.enum(eventPatterns))
    .min(1, 'select at least one')
    .max(100)
    .transform((events) => [...new Set(events)])
    .describe('Names of events, all of a noun such as `task.*`, or `*`.'),
  teamIds: z.array(TeamId).min(1, 'select at least one').max(100).nullable().describe('Null for all teams.'),
};
export const NewWebhook = z.strictObject({
  name: settings.name.optional(),
  url: settings.url.optional().describe('Not needed for `telegram`.'),
  events: settings.events,
  teamIds: settings.teamIds.default(null),
  preset: z.enum(webhookPresets).default('standard'),
  fields: TargetFields.default({}),
});
export type NewWebhook = z.output<typeof NewWebhook>;

export const WebhookPatch = z
  .strictObject({
    ...settings,
    fields: TargetFields.describe('Replaces those that are given.'),
    enabled: z.boolean(),
  })
  .partial();
export type WebhookPatch = z.output<typeof WebhookPatch>;

/** @throws DomainError 422 if a team does not belong to the organization. */
export function checkedTeams(organization: OrganizationAccess, teamIds: readonly TeamId[] | null): TeamId[] | null {
  if (teamIds === null) return null;
  for (const id of teamIds)
    if (!organization.team(id)) throw invalid('teamIds', 'One of these teams does not exist in this organization.');
  return [...new Set(teamIds)];
}
