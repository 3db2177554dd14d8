import { z } from 'zod';
import { Person } from '#modules/auth';
import { and, build, eq, isNull, lt, sql } from '#platform/database/drizzle.ts';
import { only, query, queryFamily } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { Scope } from '#platform/access/scope.ts';
import { AppPath } from '#platform/http/fields.ts';
import { decodeCursor, type Page, pageFrom } from '#platform/pagination/pagination.ts';
import { newId, OrganizationId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { NotificationId, type NotificationType, notificationTypes } from '../contract.ts';
import { publish } from '../publish.ts';
import { notification } from '../schema.ts';
import { type Facts, text } from '../texts.ts';
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
  readonly facts: Facts;
  /** It only stands in the inbox: its reader knows of it. */
  readonly isRead?: boolean;
}

/** Puts a notification into somebody's inbox, once for an event. Call it in the transaction that handles the event. */
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

/** An inbox, newest first: of the organizations that its owner is in now. What is snoozed comes back in its time. */
export async function listNotifications(
  ctx: NotificationsContext,
  userId: UserId,
  { limit, cursor, unread }: { limit: number; cursor?: string | undefined; unread: boolean },
): Promise<Page<Notification>> {
  const [createdAt = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['instant', 'id']);
  const now = ctx.clock.now().toISOString();
  const organizationIds = ctx.scope.organizations.map((organization) => organization.id);
  const place = { userId, organizationIds, now, limit: limit + 1, createdAt: String(createdAt), id: String(id) };
  const rows = await find(ctx, { cursor: cursor !== undefined, unread }, place);
  const people = await ctx.people.byIds([userId, ...rows.map(({ actorId }) => actorId)]);
  const locale = people.get(userId)?.locale ?? 'en';
  return pageFrom(
    rows,
    limit,
    (row) => [row.createdAt, row.id],
    ({ facts, actorId, ...row }) => {
      const found = actorId === null ? undefined : people.get(actorId);
      const actor = found && {
        id: found.id,
        username: found.username,
        name: found.name,
        avatarUrl: found.avatarUrl,
        email: found.email,
      };
      const values = { ...inWords(locale, facts), actor: found?.name ?? text(locale, 'mail', 'somebody') };
      const key = textKey(row.type, facts);
      const title = text(locale, 'mail', `${key}.title`, values);
      const body = text(locale, 'mail', `${key}.body`, values, (value) => value);
      const { title: about, excerpt } = facts;
      const bodyParts = about === undefined || excerpt === undefined ? [body] : [String(about), String(excerpt)];
      return { ...row, title, body, bodyParts, link: linkOf(row.type, { ...row, facts }), actor: actor ?? null };
    },
  );
}

/** Some types say different things of how something ended. */
function textKey(type: NotificationType, { outcome }: Facts): string {
  return outcome === undefined ? type : `${type}-${outcome}`;
}

/** What the facts keep as codes, as the reader says it. */
function inWords(locale: string, facts: Facts): Facts {
  const { health, date } = facts;
  return {
    ...facts,
    ...(health === undefined ? {} : { health: text(locale, 'mail', `project-healths.${health}`) }),
    ...(date === undefined ? {} : { date: new Intl.DateTimeFormat(locale, day).format(new Date(date)) }),
  };
}
const day = { dateStyle: 'long', timeZone: 'UTC' } as const;

export async function countUnread(ctx: NotificationsContext, userId: UserId, scope: Scope): Promise<number> {
  const organizationIds = scope.organizations.map(({ id }) => id);
  return (await only(unreadCount(ctx, { userId, organizationIds, now: ctx.clock.now().toISOString() }))).count;
}

const columns = {
  id: notification.id,
  organizationId: notification.organizationId,
  type: notification.type,
  taskId: notification.taskId,
  actorId: notification.actorId,
  facts: notification.facts,
  readAt: notification.readAt,
  snoozedUntil: notification.snoozedUntil,
  createdAt: notification.createdAt,
};
const insert = query<
  Omit<NewNotification, 'isRead'> & { id: NotificationId; createdAt: string; readAt: string | null }
>()((place) =>
  build
    .insert(notification)
    .values({
      organizationId: place.organizationId,
      id: place.id,
      userId: place.userId,
      type: place.type,
      eventId: place.eventId,
      taskId: place.taskId,
      actorId: place.actorId,
      facts: place.facts,
      readAt: place.readAt,
      createdAt: place.createdAt,
    })
    .onConflictDoNothing()
    .returning({ id: notification.id }),
);
interface InboxOf {
  userId: UserId;
  organizationIds: readonly OrganizationId[];
  now: string;
}
/** Of the organizations that the reader is in; and the one that did not let them in. */
const inOrganizations = (ids: unknown) =>
  sql`(${notification.organizationId} = any(${ids}) or ${notification.type} = 'join-request-declined')`;
const isAwake = (now: unknown) => sql`(${notification.snoozedUntil} is null or ${notification.snoozedUntil} <= ${now})`;
const find = queryFamily<
  { cursor: boolean; unread: boolean },
  InboxOf & { limit: number; createdAt: string; id: string }
>()((shape, place) =>
  build
    .select(columns)
    .from(notification)
    .where(
      and(
        eq(notification.userId, place.userId),
        inOrganizations(place.organizationIds),
        isAwake(place.now),
        shape.unread ? isNull(notification.readAt) : undefined,
        shape.cursor
          ? lt(
              sql`(${notification.createdAt}, ${notification.id})`,
              sql`(${place.createdAt}::timestamptz, ${place.id}::uuid)`,
            )
          : undefined,
      ),
    )
    .orderBy(sql`${notification.createdAt} desc`, sql`${notification.id} desc`)
    .limit(place.limit),
);
const unreadCount = query<InboxOf>()((place) =>
  build
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(notification)
    .where(
      and(
        eq(notification.userId, place.userId),
        inOrganizations(place.organizationIds),
        isNull(notification.readAt),
        isAwake(place.now),
      ),
    ),
);
