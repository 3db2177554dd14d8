import { z } from 'zod';
import { Name, singleLine } from '#platform/http/fields.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { type Language, orderedIn } from '#platform/database/language.ts';
import { lockLimit } from '#platform/database/lock-limit.ts';
import { maybeOne, one, query, queryFamily } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { ViewId } from '../contract.ts';
import { publish } from '../publish.ts';
import { viewTable } from '../schema/view.ts';

const Settings = z.strictObject({
  filters: z
    .record(singleLine(50), singleLine(2_000))
    .describe('Query parameters of `GET /tasks` by name.')
    .default({}),
  layout: z.enum(['board', 'list', 'calendar', 'timeline']).default('list'),
  groupBy: singleLine(50).nullable().default(null),
  sort: singleLine(50).nullable().default(null),
});

export const View = z
  .strictObject({
    id: ViewId,
    organizationId: OrganizationId,
    ownerId: UserId,
    name: z.string(),
    shared: z.boolean(),
    ...Settings.shape,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'View' });

const fields = { name: Name, shared: z.boolean() };
export const NewView = z.strictObject({
  name: fields.name,
  shared: fields.shared.default(false),
  ...Settings.shape,
});
const patchable = Object.fromEntries(
  Object.entries(Settings.shape).map(([name, schema]) => [name, schema.unwrap().optional()]),
) as { [Name in keyof typeof Settings.shape]: z.ZodOptional<ReturnType<(typeof Settings.shape)[Name]['unwrap']>> };
export const ViewPatch = z.strictObject({ ...z.strictObject(fields).partial().shape, ...patchable });

const columns = {
  organizationId: viewTable.organizationId,
  id: viewTable.id,
  ownerId: viewTable.ownerId,
  name: viewTable.name,
  isShared: viewTable.isShared,
  settings: viewTable.settings,
  createdAt: viewTable.createdAt,
  version: viewTable.version,
};
export type ViewRow = Awaited<ReturnType<typeof visible>>[number];

export function toView({ isShared, settings, version: _version, ...row }: ViewRow): z.input<typeof View> {
  return { ...row, shared: isShared, ...Settings.parse(settings) };
}

const maxViews = 200;

/** The caller's own saved views and the shared ones of an organization, by name. */
export async function listViews(ctx: TasksContext, organizationId: OrganizationId, userId: UserId): Promise<ViewRow[]> {
  const language = await ctx.people.languageOf(ctx.actor);
  return visible(ctx, { language }, { organizationId, userId });
}

/** A view in the path: one's own, or a shared one. */
export async function findView(ctx: TasksContext, id: ViewId, userId: UserId | null): Promise<ViewRow> {
  const row = await maybeOne(inScope(ctx, { id, userId, organizationIds: ctx.scope.memberOrganizationIds }));
  if (!row) throw notFound();
  return row;
}

/** @throws DomainError 409 `too-many-views`. */
export function createView(
  ctx: TasksContext,
  { id: organizationId }: Authorized<OrganizationAccess, 'use'>,
  ownerId: UserId,
  { name, shared, ...settings }: z.output<typeof NewView>,
): Promise<ViewRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockLimit(inTx, `views ${organizationId} ${ownerId}`);
    const { count } = await one(ownCount(inTx, { organizationId, userId: ownerId }));
    if (count >= maxViews)
      throw conflict('too-many-views', `You can have at most ${maxViews} views. Delete some first.`);
    const createdAt = ctx.clock.now().toISOString();
    const row = await one(
      insert(inTx, { organizationId, id: newId<ViewId>(), ownerId, name, isShared: shared, settings, createdAt }),
    );
    await publishChange(inTx, row);
    return row;
  });
}

export function updateView(
  ctx: TasksContext,
  current: Authorized<ViewRow, 'change'>,
  { name = current.name, shared = current.isShared, ...changes }: z.output<typeof ViewPatch>,
  ifVersion: number | undefined,
): Promise<ViewRow> {
  return withTransaction(ctx, async (inTx) => {
    const settings = { ...current.settings, ...changes };
    const params = { ...current, name, isShared: shared, settings, ifVersion: ifVersion ?? current.version };
    const row = await maybeOne(update(inTx, params));
    if (!row) throw stale(current.version);
    // People who can no longer see it are notified too.
    await publishChange(inTx, { ...row, isShared: row.isShared || current.isShared });
    return row;
  });
}

export function deleteView(
  ctx: TasksContext,
  current: Authorized<ViewRow, 'change'>,
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await maybeOne(remove(inTx, current));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await publishChange(inTx, current);
  });
}

function publishChange(ctx: TasksContext, row: ViewRow): Promise<void> {
  return publish(ctx, {
    type: 'view.changed',
    organizationId: row.organizationId,
    subject: { kind: 'view', id: row.id, version: row.version },
    audience: audience(row.organizationId, { everyone: row.isShared, userIds: [row.ownerId] }),
    payload: { viewId: row.id },
  });
}

const visible = queryFamily<{ language: Language }, { organizationId: OrganizationId; userId: UserId }>()(
  ({ language }, params) =>
    qb
      .select(columns)
      .from(viewTable)
      .where(
        and(
          eq(viewTable.organizationId, params.organizationId),
          sql`(${viewTable.ownerId} = ${params.userId} or ${viewTable.isShared})`,
        ),
      )
      .orderBy(orderedIn(language, viewTable.name), viewTable.id),
);
const inScope = query<{ id: ViewId; userId: UserId | null; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select(columns)
    .from(viewTable)
    .where(
      and(
        eq(viewTable.id, params.id),
        sql`${viewTable.organizationId} = any(${params.organizationIds})`,
        sql`(${viewTable.ownerId} = ${params.userId}::uuid or ${viewTable.isShared})`,
      ),
    ),
);
const ownCount = query<{ organizationId: OrganizationId; userId: UserId }>()((params) =>
  qb
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(viewTable)
    .where(and(eq(viewTable.organizationId, params.organizationId), eq(viewTable.ownerId, params.userId))),
);
const insert = query<Omit<ViewRow, 'version'>>()((params) =>
  qb
    .insert(viewTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      ownerId: params.ownerId,
      name: params.name,
      isShared: params.isShared,
      settings: params.settings,
      createdAt: params.createdAt,
    })
    .returning(columns),
);
const update = query<{
  organizationId: OrganizationId;
  id: ViewId;
  name: string;
  isShared: boolean;
  settings: Record<string, unknown>;
  ifVersion: number;
}>()((params) =>
  qb
    .update(viewTable)
    .set({
      name: sql`${params.name}`,
      isShared: sql`${params.isShared}`,
      settings: sql`${params.settings}::jsonb`,
      version: sql`${viewTable.version} + 1`,
    })
    .where(
      and(
        eq(viewTable.organizationId, params.organizationId),
        eq(viewTable.id, params.id),
        eq(viewTable.version, params.ifVersion),
      ),
    )
    .returning(columns),
);
const remove = query<{ organizationId: OrganizationId; id: ViewId }>()((params) =>
  qb
    .delete(viewTable)
    .where(and(eq(viewTable.organizationId, params.organizationId), eq(viewTable.id, params.id)))
    .returning({ version: viewTable.version }),
);
