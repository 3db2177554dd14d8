import { z } from 'zod';
import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, queryFamily } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import type { Page, PageQuery } from '#platform/pagination/pagination.ts';
import type { NotificationsContext } from '../../context.ts';
import { DeliveryId, deliveryStates, WebhookId } from '../../contract.ts';
import { deliveryTable } from '../../schema/webhook.ts';
import { findManaged, type ManagedWebhook, teamsOf } from '../hook/rules.ts';

/** Why an attempt got no reply. */
export const deliveryErrors = [
  'timeout',
  'name-not-found',
  'connection-refused',
  'connection-lost',
  'tls',
  'unreachable',
  'address-not-allowed',
  'not-decryptable',
] as const;
export type DeliveryError = (typeof deliveryErrors)[number];

const Attempt = z.strictObject({
  at: z.iso.datetime(),
  durationMs: z.number().int(),
  status: z.number().int().nullable(),
  error: z.enum(deliveryErrors).nullable(),
});

export const Delivery = z
  .strictObject({
    id: DeliveryId.describe('Also the `webhook-id` that the target receives.'),
    webhookId: WebhookId,
    type: z.string(),
    state: z.enum(deliveryStates),
    status: z.number().int().nullable().describe('Of the last reply.'),
    error: z.enum(deliveryErrors).nullable().describe('Why the last attempt got no reply.'),
    durationMs: z.number().int().nullable().describe('Of the last attempt.'),
    attempts: z.array(Attempt).describe('The newest 50, oldest first.'),
    payload: z.record(z.string(), z.unknown()).describe('The event: `type`, `timestamp` and `data`.'),
    response: z.string().nullable().describe('The first 4 kB of the last reply.'),
    nextAttemptAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

export const deliveryColumns = {
  organizationId: deliveryTable.organizationId,
  id: deliveryTable.id,
  webhookId: deliveryTable.webhookId,
  type: deliveryTable.type,
  payload: deliveryTable.payload,
  state: deliveryTable.state,
  attempts: deliveryTable.attempts,
  response: deliveryTable.response,
  nextAttemptAt: deliveryTable.nextAttemptAt,
  queuedAt: deliveryTable.queuedAt,
  createdAt: deliveryTable.createdAt,
  finishedAt: deliveryTable.finishedAt,
};
export type DeliveryRow = Awaited<ReturnType<typeof deliveryById>>[number];

export const deliveryById = query<{ id: DeliveryId; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select(deliveryColumns)
    .from(deliveryTable)
    .where(and(eq(deliveryTable.id, params.id), sql`${deliveryTable.organizationId} = any(${params.organizationIds})`)),
);

export function toDelivery({ organizationId: _organizationId, queuedAt: _queuedAt, ...row }: DeliveryRow) {
  const { type, timestamp, data } = row.payload;
  const attempts = z.array(Attempt).parse(row.attempts);
  const last = attempts.at(-1);
  return {
    ...row,
    payload: { type, timestamp, data },
    attempts,
    status: last?.status ?? null,
    error: last?.error ?? null,
    durationMs: last?.durationMs ?? null,
  };
}

export interface ManagedDelivery extends ManagedWebhook {
  readonly delivery: DeliveryRow;
}

/** The delivery, for those who manage its webhook. */
export const deliveryManager: Rule<NotificationsContext, Authorized<ManagedDelivery, 'manage'>> = {
  name: 'owner or admin of the delivery’s organization, or of all teams of its webhook',
  credentials: 'required',
  async authorize(ctx, { params }) {
    const id = idParam<DeliveryId>(params);
    const delivery = await maybeOne(deliveryById(ctx, { id, organizationIds: ctx.scope.memberOrganizationIds }));
    if (!delivery) throw notFound();
    const managed = await findManaged(ctx, delivery.webhookId);
    const teamIds = teamsOf(managed);
    if (teamIds !== null && (await ofTeams(ctx, { ...delivery, teamIds })).length === 0) throw notFound();
    return authorized<'manage', ManagedDelivery>({ ...managed, delivery });
  },
};

/** The deliveries of a webhook that the caller may see, newest first. */
export function listDeliveries(
  ctx: NotificationsContext,
  managed: Authorized<ManagedWebhook, 'manage'>,
  input: PageQuery & { readonly state?: DeliveryRow['state'] | undefined },
): Promise<Page<z.input<typeof Delivery>>> {
  const { state } = input;
  const { organizationId, id } = managed.webhook;
  const teamIds = teamsOf(managed);
  return keysetPage(input, {
    kinds: order.kinds,
    find: (page) =>
      find(
        ctx,
        { cursor: page.hasCursor, state: state !== undefined, teams: teamIds !== null },
        { organizationId, webhookId: id, state: state ?? null, teamIds: teamIds ?? [], ...page },
      ),
    keyOf: ({ createdAt, id: deliveryId }) => [createdAt, deliveryId],
    toItems: (rows) => rows.map(toDelivery),
  });
}

/** About one of these teams, or a test: a webhook may have received events of other teams before. */
const isOfTeams = (teamIds: unknown) => sql`(
  ${deliveryTable.type} = 'webhook.test'
  or coalesce(${deliveryTable.payload} #>> '{data,task,teamId}', ${deliveryTable.payload} #>> '{data,team,id}')
    = any(${teamIds}::text[]))`;
const ofTeams = query<{ organizationId: OrganizationId; id: DeliveryId; teamIds: readonly TeamId[] }>()((params) =>
  qb
    .select({ id: deliveryTable.id })
    .from(deliveryTable)
    .where(
      and(
        eq(deliveryTable.organizationId, params.organizationId),
        eq(deliveryTable.id, params.id),
        isOfTeams(params.teamIds),
      ),
    ),
);

const order = keysetByTime(deliveryTable.createdAt, deliveryTable.id, 'newest-first');
const find = queryFamily<
  { cursor: boolean; state: boolean; teams: boolean },
  {
    organizationId: OrganizationId;
    webhookId: WebhookId;
    state: string | null;
    teamIds: readonly TeamId[];
  } & PageParams
>()((shape, params) =>
  qb
    .select(deliveryColumns)
    .from(deliveryTable)
    .where(
      and(
        eq(deliveryTable.organizationId, params.organizationId),
        eq(deliveryTable.webhookId, params.webhookId),
        shape.state ? eq(deliveryTable.state, params.state) : undefined,
        shape.teams ? isOfTeams(params.teamIds) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
