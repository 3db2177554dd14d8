import type { Scope } from '#platform/access/scope.ts';
import {
  alias,
  type AnyColumn,
  and,
  eq,
  isNotNull,
  isNull,
  or,
  qb,
  sql,
  type SqlFragment,
} from '#platform/database/drizzle.ts';
import { one, query, queryFamily } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import type { Page, PageQuery } from '#platform/pagination/pagination.ts';
import type { NotificationsContext } from '../context.ts';
import { notificationTable } from '../schema/notification.ts';
import { personalTypes, storedTypes } from '../types/registry.ts';
import { type Notification, type NotificationRow, toNotification, unknownReader } from './notification.ts';

interface Shown {
  /** What is open now, what is snoozed, or what is done. */
  readonly part: 'open' | 'snoozed' | 'done';
  readonly unread: boolean;
  /** Of each task only the newest notification. */
  readonly byTask: boolean;
}

/**
 * A person's inbox, newest first, limited to their current organizations. Snoozed notifications return when their time
 * comes.
 */
export async function listNotifications(
  ctx: NotificationsContext,
  userId: UserId,
  { part, unread, byTask, taskId, ...asked }: PageQuery & Shown & { readonly taskId: string | null },
): Promise<Page<Notification>> {
  const inbox = inboxOf(ctx, userId, ctx.scope);
  return keysetPage(asked, {
    kinds: order.kinds,
    find: (page) =>
      find(
        ctx,
        { cursor: page.hasCursor, part, unread, byTask, oneTask: taskId !== null },
        { ...inbox, ...page, taskId },
      ),
    keyOf: ({ createdAt, id }) => [createdAt, id],
    toItems: async (rows) => {
      const [people, groups] = await Promise.all([
        ctx.people.byIds([userId, ...rows.map(({ actorId }) => actorId)]),
        byTask ? groupsOf(ctx, inbox, { part, unread }, rows) : null,
      ]);
      const reader = people.get(userId) ?? unknownReader;
      return rows.map((row) => {
        const group =
          groups?.get(row.taskId ?? '') ?? (groups ? { count: 1, unread: row.readAt === null ? 1 : 0 } : null);
        return toNotification(row, people, reader, group);
      });
    },
  });
}

export async function countUnread(ctx: NotificationsContext, userId: UserId, scope: Scope): Promise<number> {
  return (await one(unreadCount(ctx, inboxOf(ctx, userId, scope)))).count;
}

async function groupsOf(
  ctx: NotificationsContext,
  inbox: InboxOf,
  shown: Pick<Shown, 'part' | 'unread'>,
  rows: readonly NotificationRow[],
) {
  const taskIds = [...new Set(rows.flatMap(({ taskId }) => taskId ?? []))];
  const counts = taskIds.length === 0 ? [] : await countsByTask(ctx, shown, { ...inbox, taskIds });
  return new Map(counts.map(({ taskId, count, unread }) => [taskId ?? '', { count, unread }]));
}

function inboxOf(ctx: NotificationsContext, userId: UserId, scope: Scope): InboxOf {
  return { userId, organizationIds: scope.organizations.map(({ id }) => id), now: ctx.clock.now().toISOString() };
}

interface InboxOf {
  readonly userId: UserId;
  readonly organizationIds: readonly OrganizationId[];
  readonly now: string;
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
  doneAt: notificationTable.doneAt,
  createdAt: notificationTable.createdAt,
};

type StateColumns = Readonly<Record<'doneAt' | 'snoozedUntil' | 'readAt', AnyColumn>>;
const newer = alias(notificationTable, 'newer');

/**
 * Limits to the reader's organizations, and to what concerns the reader outside of them. A newer release that runs
 * during an update may have stored types that this one has no texts for.
 */
const isReadable = (
  organizationIds: unknown,
  { organizationId, type }: Readonly<Record<'organizationId' | 'type', AnyColumn>> = notificationTable,
) =>
  and(
    sql`${type} = any(${sql.param(storedTypes)})`,
    or(
      sql`${organizationId} = any(${organizationIds})`,
      isNull(organizationId),
      sql`${type} = any(${sql.param(personalTypes)})`,
    ),
  );
const isSnoozed = ({ snoozedUntil }: Pick<StateColumns, 'snoozedUntil'>, now: unknown) => sql`${snoozedUntil} > ${now}`;
const isNotSnoozed = ({ snoozedUntil }: Pick<StateColumns, 'snoozedUntil'>, now: unknown) =>
  or(isNull(snoozedUntil), sql`${snoozedUntil} <= ${now}`);

const isShown = (
  { part, unread }: Pick<Shown, 'part' | 'unread'>,
  table: StateColumns,
  now: unknown,
): SqlFragment | undefined => {
  const inPart = {
    open: and(isNull(table.doneAt), isNotSnoozed(table, now)),
    snoozed: and(isNull(table.doneAt), isSnoozed(table, now)),
    done: isNotNull(table.doneAt),
  };
  return and(inPart[part], unread ? isNull(table.readAt) : undefined);
};

const order = keysetByTime(notificationTable.createdAt, notificationTable.id, 'newest-first');
const find = queryFamily<
  Shown & { cursor: boolean; oneTask: boolean },
  InboxOf & PageParams & { taskId: string | null }
>()((shape, params) =>
  qb
    .select(columns)
    .from(notificationTable)
    .where(
      and(
        eq(notificationTable.userId, params.userId),
        isReadable(params.organizationIds),
        isShown(shape, notificationTable, params.now),
        shape.oneTask ? eq(notificationTable.taskId, params.taskId) : undefined,
        shape.byTask
          ? sql`not exists (
              select from ${notificationTable} as newer
              where ${eq(newer.userId, params.userId)} and ${newer.taskId} = ${notificationTable.taskId}
                and (${newer.createdAt}, ${newer.id}) > (${notificationTable.createdAt}, ${notificationTable.id})
                and ${isReadable(params.organizationIds, newer)} and ${isShown(shape, newer, params.now)})`
          : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
const countsByTask = queryFamily<Pick<Shown, 'part' | 'unread'>, InboxOf & { taskIds: readonly string[] }>()(
  (shape, params) =>
    qb
      .select({
        taskId: notificationTable.taskId,
        count: sql<number>`count(*)`.as('count'),
        unread: sql<number>`count(*) filter (where ${notificationTable.readAt} is null)`.as('unread'),
      })
      .from(notificationTable)
      .where(
        and(
          eq(notificationTable.userId, params.userId),
          sql`${notificationTable.taskId} = any(${params.taskIds})`,
          isReadable(params.organizationIds),
          isShown(shape, notificationTable, params.now),
        ),
      )
      .groupBy(notificationTable.taskId),
);
const unreadCount = query<InboxOf>()((params) =>
  qb
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(notificationTable)
    .where(
      and(
        eq(notificationTable.userId, params.userId),
        isReadable(params.organizationIds),
        isShown({ part: 'open', unread: true }, notificationTable, params.now),
      ),
    ),
);
