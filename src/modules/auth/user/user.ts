import { z } from 'zod';
import { build, eq, isNull, and } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { AdminUser, User } from '../contract.ts';
import { user } from '../schema.ts';

export const userColumns = {
  id: user.id,
  email: user.email,
  emailVerifiedAt: user.emailVerifiedAt,
  emailProof: user.emailProof,
  username: user.username,
  name: user.name,
  locale: user.locale,
  timezone: user.timezone,
  calendar: user.calendar,
  instanceAdmin: user.instanceAdmin,
  avatarVersion: user.avatarVersion,
  lockedAt: user.lockedAt,
  leavingAt: user.leavingAt,
  version: user.version,
  createdAt: user.createdAt,
};

export type UserRow = Pick<typeof user.$inferSelect, keyof typeof userColumns>;

export const userById = query<{ id: UserId }>()((place) =>
  build
    .select(userColumns)
    .from(user)
    .where(and(eq(user.id, place.id), isNull(user.deletedAt))),
);

export function toUser(row: UserRow): User {
  const { id, email, username, name, locale, timezone, calendar, instanceAdmin, createdAt } = row;
  // Addresses that were confirmed before proofs were kept may sign in, and are asked to confirm anew.
  const emailVerified = row.emailProof !== null;
  return {
    id,
    email,
    emailVerified,
    username,
    name,
    avatarUrl: avatarUrl(row),
    locale,
    timezone,
    calendar,
    instanceAdmin,
    createdAt,
  };
}

export function toAdminUser(row: UserRow): AdminUser {
  return { ...toUser(row), lockedAt: row.lockedAt, leavingAt: row.leavingAt };
}

/** The address of somebody's own picture; null where it is drawn from the name. It changes with the picture. */
export function avatarUrl({ id, avatarVersion }: { id: UserId; avatarVersion: number | null }): string | null {
  return avatarVersion === null ? null : `/api/v1/users/${id}/avatar?v=${avatarVersion}`;
}

export const Username = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'may contain letters, digits, dots, _ and -');
