import { z } from 'zod';
import { Person } from '#modules/auth';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import type { Language } from '#platform/database/language.ts';
import { one, query, queryFamily } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { Scope } from '#platform/access/scope.ts';
import { AppPath } from '#platform/http/fields.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import { newId, OrganizationId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { NotificationId, type NotificationType, notificationTypes } from '../contract.ts';
import { publish } from '../publish.ts';
import { notificationTable } from '../schema.ts';
import { type TextParams, text } from '../texts.ts';
import { linkOf } from './link.ts';

export const Notification = z
  .strictObject({
    id: NotificationId,
    organizationId: OrganizationId,
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

export interface NewNotification {
  readonly eventId: string;
  readonly organizationId: OrganizationId;
  readonly userId: UserId;
  readonly type: NotificationType;
  readonly taskId: string | null;
  readonly actorId: UserId | null;
  readonly textParams: TextParams;
  /** Adds it as read: the recipient knows of it already. */
  readonly isRead?: boolean;
}

/**
 * Adds a notification to a person's inbox, at most once per event. Call it in the transaction that handles the event.
 */
export async function addNotification(ctx: NotificationsContext, draft: NewNotification): Promise<void> {
  const id = newId<NotificationId>();
  const createdAt = ctx.clock.now().toISOString();
  const added = await insert(ctx, { ...draft, id, createdAt, readAt: draft.isRead ? createdAt : null });
  if (added.length === 0) return;
  await publish(ctx, {
    type: 'notification.created',
    organizationId: draft.organizationId,
    subject: { kind: 'notification', id, version: 1 },
    audience: audience(draft.organizationId, { userIds: [draft.userId] }),
    payload: { notificationId: id },
  });
}

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
      const locale = people.get(userId)?.locale ?? 'en';
      return rows.map((row) => toNotification(row, people, locale));
    },
  });
}

function toNotification(
  { textParams, actorId, ...row }: NotificationRow,
  people: People,
  locale: Language,
): Notification {
  const contact = actorId === null ? undefined : people.get(actorId);
  const actor = contact && {
    id: contact.id,
    username: contact.username,
    name: contact.name,
    avatarUrl: contact.avatarUrl,
    email: contact.email,
  };
  const values = { ...translateCodes(locale, textParams), actor: contact?.name ?? text(locale, 'mail', 'somebody') };
  const key = textKey(row.type, textParams);
  const title = text(locale, 'mail', `${key}.title`, values);
  const body = text(locale, 'mail', `${key}.body`, values, (value) => value);
  const { title: about, excerpt } = textParams;
  const bodyParts = about === undefined || excerpt === undefined ? [body] : [String(about), String(excerpt)];
  return { ...row, title, body, bodyParts, link: linkOf(row.type, { ...row, textParams }), actor: actor ?? null };
}

type NotificationRow = Awaited<ReturnType<typeof find>>[number];
type People = Awaited<ReturnType<NotificationsContext['people']['byIds']>>;

/** Some types have a text for each outcome. */
function textKey(type: NotificationType, { outcome }: TextParams): string {
  return outcome === undefined ? type : `${type}-${outcome}`;
}

/** Translates parameters that are stored as codes. */
function translateCodes(locale: string, textParams: TextParams): TextParams {
  const { health, date } = textParams;
  return {
    ...textParams,
    ...(health === undefined ? {} : { health: text(locale, 'mail', `project-healths.${health}`) }),
    ...(date === undefined ? {} : { date: new Intl.DateTimeFormat(locale, day).format(new Date(date)) }),
  };
}
const day = { dateStyle: 'long', timeZone: 'UTC' } as const;

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
const insert = query<
  Omit<NewNotification, 'isRead'> & { id: NotificationId; createdAt: string; readAt: string | null }
>()((params) =>
  qb
    .insert(notificationTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      userId: params.userId,
      type: params.type,
      eventId: params.eventId,
      taskId: params.taskId,
      actorId: params.actorId,
      textParams: params.textParams,
      readAt: params.readAt,
      createdAt: params.createdAt,
    })
    .onConflictDoNothing()
    .returning({ id: notificationTable.id }),
);
interface InboxOf {
  userId: UserId;
  organizationIds: readonly OrganizationId[];
  now: string;
}
/** Limits to the reader's organizations, and to the one that declined their request to join. */
const inOrganizations = (ids: unknown) =>
  sql`(${notificationTable.organizationId} = any(${ids}) or ${notificationTable.type} = 'join-request-declined')`;
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
