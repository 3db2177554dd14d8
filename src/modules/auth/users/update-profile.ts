import { z } from 'zod';
import { breaksConstraint, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, queryFamily } from '#platform/database/query.ts';
import { conflict, notFound, stale } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { Timezone } from '#platform/timezone.ts';
import { access } from '../access.ts';
import type { AuthContext } from '../context.ts';
import { calendars, locales, PersonName } from '../contract.ts';
import { userTable } from '../schema/user.ts';
import { publishUserChanged } from '../user/publish-user.ts';
import { Username, userById, type UserRow, userColumns } from '../user/user.ts';

export const ProfileChange = z.strictObject({
  name: PersonName.optional(),
  username: Username.optional(),
  locale: z.enum(locales).optional(),
  timezone: Timezone.optional(),
  calendar: z.enum(calendars).optional(),
});
export type ProfileChange = z.infer<typeof ProfileChange>;

/**
 * Changes only the given fields.
 * @throws DomainError 409 `username-taken`, 412 if `ifVersion` is not the current version.
 */
export async function updateProfile(
  ctx: AuthContext,
  id: UserId,
  change: ProfileChange,
  ifVersion: number | undefined,
): Promise<UserRow> {
  return withTransaction(ctx, async (inTx) => {
    const row = await writeProfile(inTx, id, change, ifVersion);
    if (!row) throw await missing(inTx, id);
    await access.record(inTx, `person:${id}`);
    await publishUserChanged(inTx, row);
    return row;
  });
}

const fields = ['name', 'username', 'locale', 'timezone', 'calendar'] as const;
type Field = (typeof fields)[number];

const update = queryFamily<
  Field[],
  { id: UserId; now: string; ifVersion: number | null } & Partial<Record<Field, string>>
>()((changed, params) =>
  qb
    .update(userTable)
    .set({
      ...Object.fromEntries(changed.map((field) => [field, sql`${params[field]}`])),
      version: sql`${userTable.version} + 1`,
      updatedAt: sql`${params.now}`,
    })
    .where(
      and(eq(userTable.id, params.id), sql`${userTable.version} = coalesce(${params.ifVersion}, ${userTable.version})`),
    )
    .returning(userColumns),
);

async function writeProfile(
  ctx: AuthContext,
  id: UserId,
  change: ProfileChange,
  ifVersion: number | undefined,
): Promise<UserRow | undefined> {
  const changed = fields.filter((field) => change[field] !== undefined);
  const values = Object.fromEntries(changed.map((field) => [field, change[field]]));
  try {
    const now = ctx.clock.now().toISOString();
    return await maybeOne(update(ctx, changed, { id, now, ifVersion: ifVersion ?? null, ...values }));
  } catch (error) {
    if (!breaksConstraint(error, 'user_username')) throw error;
    throw conflict('username-taken', 'This username is already taken. Choose another.');
  }
}

async function missing(ctx: AuthContext, id: UserId) {
  const current = await maybeOne(userById(ctx, { id }));
  return current ? stale(current.version) : notFound();
}
