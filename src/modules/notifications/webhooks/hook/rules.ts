import { type Authorized, authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { maybeOne } from '#platform/database/query.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import { idParam, type Rule, type RuleRequest } from '#platform/http/route.ts';
import { useOrganization } from '#platform/http/rules.ts';
import { parseId, type TeamId } from '#platform/ids.ts';
import type { NotificationsContext } from '../../context.ts';
import type { WebhookId } from '../../contract.ts';
import { administersTeam, mayManageWebhook } from '../../policy.ts';
import { webhookById, type WebhookRow } from './webhook.ts';

export interface ManagedWebhook {
  readonly webhook: WebhookRow;
  readonly organization: OrganizationAccess;
}

/** @throws DomainError 403 */
export function assertMayManage(organization: OrganizationAccess, teamIds: readonly TeamId[] | null): void {
  if (mayManageWebhook(organization, teamIds)) return;
  throw forbidden(
    'may-not-manage-webhooks',
    'Only owners and admins of the organization can manage webhooks. A team’s admins can, for their teams.',
  );
}

export const webhookLister: Rule<NotificationsContext, Authorized<OrganizationAccess, 'manage webhooks'>> = {
  name: 'owner or admin of the organization, or of one of its teams',
  credentials: 'required',
  authorize({ scope }, { params }) {
    const organization = useOrganization(scope, idParam(params));
    const ownTeams = organization.readableTeams().filter(({ id }) => administersTeam(organization, id));
    if (ownTeams.length === 0) assertMayManage(organization, null);
    return authorized<'manage webhooks', OrganizationAccess>(organization);
  },
};

export const webhookCreator: Rule<NotificationsContext, Authorized<OrganizationAccess, 'manage webhooks'>> = {
  name: 'owner or admin of the organization, or of all teams that are named',
  credentials: 'required',
  async authorize({ scope, flags }, request) {
    const organization = useOrganization(scope, idParam(request.params));
    assertMayManage(organization, namedTeams(request));
    await flags.assertOn('webhooks', organization.id);
    return authorized<'manage webhooks', OrganizationAccess>(organization);
  },
};

/** The teams in the body, before it is validated; null if it names none. */
function namedTeams({ body }: RuleRequest): TeamId[] | null {
  const teamIds = typeof body === 'object' && body !== null && 'teamIds' in body ? body.teamIds : null;
  if (!Array.isArray(teamIds)) return null;
  return teamIds.map((id: unknown) => parseId<TeamId>(String(id))).filter((id) => id !== null);
}

/** @throws DomainError 404 if the caller does not manage the webhook. */
export async function findManaged(ctx: NotificationsContext, id: WebhookId): Promise<ManagedWebhook> {
  const webhook = await maybeOne(webhookById(ctx, { id, organizationIds: ctx.scope.memberOrganizationIds }));
  const organization = webhook && ctx.scope.organization(webhook.organizationId);
  if (!webhook || !organization || !mayManageWebhook(organization, webhook.teamIds)) throw notFound();
  return { webhook, organization };
}

/** The teams whose events the caller may see; null if all, as an owner or admin of the organization. */
export function teamsOf({ webhook, organization }: ManagedWebhook): readonly TeamId[] | null {
  return organization.isAdmin ? null : (webhook.teamIds ?? []);
}

export const webhookManager: Rule<NotificationsContext, Authorized<ManagedWebhook, 'manage'>> = {
  name: 'owner or admin of the webhook’s organization, or of all its teams',
  credentials: 'required',
  authorize: async (ctx, { params }) =>
    authorized<'manage', ManagedWebhook>(await findManaged(ctx, idParam<WebhookId>(params))),
};
