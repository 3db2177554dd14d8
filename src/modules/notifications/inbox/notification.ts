import { z } from 'zod';
import { Person } from '#modules/auth';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { one, query, queryFamily } from '#platform/database/query.ts';
import type { Scope } from '#platform/access/scope.ts';
import { AppPath } from '#platform/http/fields.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import { OrganizationId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { NotificationId } from '../contract.ts';
import { notificationTable } from '../schema.ts';
import { localized, type Reader, text, textKey } from '../texts.ts';
import { definitionOf, notificationTypes, personalTypes } from '../types/registry.ts';

export const Notification = z
  .strictObject({
    id: NotificationId,
    organizationId: OrganizationId.nullable(),
    type: z.enum(notificationTypes),
    title: z.string(),
    body: z.string(),
    bodyParts: z.array(z.string()).describe('The body in parts, each with its own text direction.'),
    taskId: z.string().nullable(),
    link: AppPath.describe('A path below PUBLIC_URL, such as `/tasks/…`.'),
    actor: Person.nullable(),
    readAt: z.iso.datetime().nullable(),
    snoozedUntil: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Notification', description: 'In the language of the recipient.' });
export type Notification = z.infer<typeof Notification>;

/**
 * A person's inbox, newest first, limited to their current organizations. Snoozed notifications return when their time
 * comes.
 */
export async function listNotifications(
  ctx: NotificationsContext,
  userId: UserId,
  { unread, ...asked }: PageQuery & { readonly unread: boolean },
): Promise<Page<Notification>> {
  const organizationIds = ctx.scope.organizations.map((organization) => organization.id);
  return keysetPage(asked, {
    kinds: order.kinds,
    find: (page) => {
      const now = ctx.clock.now().toISOString();
      return find(ctx, { cursor: page.hasCursor, unread }, { userId, organizationIds, now, ...page });
    },
    keyOf: ({ createdAt, id }) => [createdAt, id],
    toItems: async (rows) => {
      const people = await ctx.people.byIds([userId, ...rows.map(({ actorId }) => actorId)]);
      const reader = people.get(userId) ?? unknownReader;
      return rows.map((row) => toNotification(row, people, reader));
    },
  });
}

const unknownReader: Reader = { locale: 'en', calendar: 'gregorian', timezone: 'UTC' };

function toNotification(
  { textParams, actorId, ...row }: NotificationRow,
  people: People,
  reader: Reader,
): Notification {
  const { locale } = reader;
  const definition = definitionOf(row.type);
  const contact = actorId === null ? undefined : people.get(actorId);
  const actor = contact && {
    id: contact.id,
    username: contact.username,
    name: contact.name,
    avatarUrl: contact.avatarUrl,
    email: contact.email,
  };
  const values = { ...localized(reader, textParams), actor: contact?.name ?? text(locale, 'mail', 'somebody') };
  const key = textKey(definition.type, textParams);
  const title = text(locale, 'mail', `${key}.title`, values);
  const body = text(locale, 'mail', `${key}.body`, values, (value) => value);
  const { title: about, excerpt } = textParams;
  const bodyParts = about === undefined || excerpt === undefined ? [body] : [String(about), String(excerpt)];
  const link = definition.link({ ...row, textParams });
  return { ...row, type: definition.type, title, body, bodyParts, link, actor: actor ?? null };
}

type NotificationRow = Awaited<ReturnType<typeof find>>[number];
type People = Awaited<ReturnType<NotificationsContext['people']['byIds']>>;

export async function countUnread(ctx: NotificationsContext, userId: UserId, scope: Scope): Promise<number> {
  const organizationIds = scope.organizations.map(({ id }) => id);
  return (await one(unreadCount(ctx, { userId, organizationIds, now: ctx.clock.now().toISOString() }))).count;
}

const columns = {
  id: notificationTable.id,
  organizationId: notificationTable.organizationId,
  type: notificationTable.type,
  taskId: notificationTable.taskId,
  actorId: notificationTable.actorId,
  textParams: notificationTable.textParams,
  readAt: notificationTable.readAt,
  snoozedUntil: notificationTable.snoozedUntil,
  createdAt: notificationTable.createdAt,
};
interface InboxOf {
  userId: UserId;
  organizationIds: readonly OrganizationId[];
  now: string;
}
/** Limits to the reader's organizations, and to what concerns the reader outside of them. */
const inOrganizations = (ids: unknown) => {
  const { organizationId, type } = notificationTable;
  return sql`(${organizationId} = any(${ids}) or ${organizationId} is null or ${type} = any(${sql.param(personalTypes)}))`;
};
const isNotSnoozed = (now: unknown) =>
  sql`(${notificationTable.snoozedUntil} is null or ${notificationTable.snoozedUntil} <= ${now})`;
const order = keysetByTime(notificationTable.createdAt, notificationTable.id, 'newest-first');
const find = queryFamily<{ cursor: boolean; unread: boolean }, InboxOf & PageParams>()((shape, params) =>
  qb
    .select(columns)
    .from(notificationTable)
    .where(
      and(
        eq(notificationTable.userId, params.userId),
        inOrganizations(params.organizationIds),
        isNotSnoozed(params.now),
        shape.unread ? isNull(notificationTable.readAt) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
const unreadCount = query<InboxOf>()((params) =>
  qb
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(notificationTable)
    .where(
      and(
        eq(notificationTable.userId, params.userId),
        inOrganizations(params.organizationIds),
        isNull(notificationTable.readAt),
        isNotSnoozed(params.now),
      ),
    ),
);
