import { z } from 'zod';
import { Name, singleLine } from '#platform/http/fields.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { type Language, orderedIn } from '#platform/database/language.ts';
import { first, only, query, queryFamily } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { ViewId } from '../contract.ts';
import { publish } from '../publish.ts';
import { view } from '../schema.ts';

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
  organizationId: view.organizationId,
  id: view.id,
  ownerId: view.ownerId,
  name: view.name,
  isShared: view.isShared,
  settings: view.settings,
  createdAt: view.createdAt,
  version: view.version,
};
export type ViewRow = Awaited<ReturnType<typeof visible>>[number];

export function toView({ isShared, settings, version: _version, ...row }: ViewRow): z.input<typeof View> {
  return { ...row, shared: isShared, ...Settings.parse(settings) };
}

const mostViews = 200;

/** The caller's own saved views and the shared ones of an organization, by name. */
export async function listViews(ctx: TasksContext, organizationId: OrganizationId, userId: UserId): Promise<ViewRow[]> {
  const language = await ctx.people.languageOf(ctx.actor);
  return visible(ctx, { language }, { organizationId, userId });
}

/** A view that a path names: one's own, or a shared one. */
export async function findView(ctx: TasksContext, id: ViewId, userId: UserId | null): Promise<ViewRow> {
  const row = await first(inScope(ctx, { id, userId, organizationIds: ctx.scope.memberOrganizationIds }));
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
    const { count } = await only(ownCount(inTx, { organizationId, userId: ownerId }));
    if (count >= mostViews)
      throw conflict('too-many-views', `You can have at most ${mostViews} views. Delete some first.`);
    const createdAt = ctx.clock.now().toISOString();
    const row = await only(
      insert(inTx, { organizationId, id: newId<ViewId>(), ownerId, name, isShared: shared, settings, createdAt }),
    );
    await tell(inTx, row);
    return row;
  });
}

export function updateView(
  ctx: TasksContext,
  current: Authorized<ViewRow, 'change'>,
  { name = current.name, shared = current.isShared, ...given }: z.output<typeof ViewPatch>,
  ifVersion: number | undefined,
): Promise<ViewRow> {
  return withTransaction(ctx, async (inTx) => {
    const settings = { ...current.settings, ...given };
    const place = { ...current, name, isShared: shared, settings, ifVersion: ifVersion ?? current.version };
    const row = await first(update(inTx, place));
    if (!row) throw stale(current.version);
    // Those who lose sight of it are told as well.
    await tell(inTx, { ...row, isShared: row.isShared || current.isShared });
    return row;
  });
}

export function deleteView(
  ctx: TasksContext,
  current: Authorized<ViewRow, 'change'>,
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await first(remove(inTx, current));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await tell(inTx, current);
  });
}

function tell(ctx: TasksContext, row: ViewRow): Promise<void> {
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
    build
      .select(columns)
      .from(view)
      .where(
        and(
          eq(view.organizationId, params.organizationId),
          sql`(${view.ownerId} = ${params.userId} or ${view.isShared})`,
        ),
      )
      .orderBy(orderedIn(language, view.name), view.id),
);
const inScope = query<{ id: ViewId; userId: UserId | null; organizationIds: readonly OrganizationId[] }>()((place) =>
  build
    .select(columns)
    .from(view)
    .where(
      and(
        eq(view.id, place.id),
        sql`${view.organizationId} = any(${place.organizationIds})`,
        sql`(${view.ownerId} = ${place.userId}::uuid or ${view.isShared})`,
      ),
    ),
);
const ownCount = query<{ organizationId: OrganizationId; userId: UserId }>()((place) =>
  build
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(view)
    .where(and(eq(view.organizationId, place.organizationId), eq(view.ownerId, place.userId))),
);
const insert = query<Omit<ViewRow, 'version'>>()((place) =>
  build
    .insert(view)
    .values({
      organizationId: place.organizationId,
      id: place.id,
      ownerId: place.ownerId,
      name: place.name,
      isShared: place.isShared,
      settings: place.settings,
      createdAt: place.createdAt,
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
}>()((place) =>
  build
    .update(view)
    .set({
      name: sql`${place.name}`,
      isShared: sql`${place.isShared}`,
      settings: sql`${place.settings}::jsonb`,
      version: sql`${view.version} + 1`,
    })
    .where(and(eq(view.organizationId, place.organizationId), eq(view.id, place.id), eq(view.version, place.ifVersion)))
    .returning(columns),
);
const remove = query<{ organizationId: OrganizationId; id: ViewId }>()((place) =>
  build
    .delete(view)
    .where(and(eq(view.organizationId, place.organizationId), eq(view.id, place.id)))
    .returning({ version: view.version }),
);
