import { z } from 'zod';
import { qb, eq, isNull, and } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { AdminUser, User } from '../contract.ts';
import { userTable } from '../schema/user.ts';

export const userColumns = {
  id: userTable.id,
  email: userTable.email,
  emailVerifiedAt: userTable.emailVerifiedAt,
  emailProof: userTable.emailProof,
  username: userTable.username,
  name: userTable.name,
  locale: userTable.locale,
  timezone: userTable.timezone,
  calendar: userTable.calendar,
  instanceAdmin: userTable.instanceAdmin,
  avatarVersion: userTable.avatarVersion,
  lockedAt: userTable.lockedAt,
  leavingAt: userTable.leavingAt,
  version: userTable.version,
  createdAt: userTable.createdAt,
};

export type UserRow = Pick<typeof userTable.$inferSelect, keyof typeof userColumns>;

export const userById = query<{ id: UserId }>()((params) =>
  qb
    .select(userColumns)
    .from(userTable)
    .where(and(eq(userTable.id, params.id), isNull(userTable.deletedAt))),
);

export function toUser(row: UserRow): User {
  const { id, email, username, name, locale, timezone, calendar, instanceAdmin, createdAt } = row;
  // Addresses that were confirmed before proofs were recorded can sign in, and are asked to confirm again.
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

/** The path of a person's own picture; null if it is generated from the name. It changes with every picture. */
export function avatarUrl({ id, avatarVersion }: { id: UserId; avatarVersion: number | null }): string | null {
  return avatarVersion === null ? null : `/api/v1/users/${id}/avatar?v=${avatarVersion}`;
}

export const Username = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'may contain letters, digits, dots, _ and -');
