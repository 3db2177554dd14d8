import { and, qb, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import type { Contact } from '../contract.ts';
import { userTable } from '../schema/user.ts';
import { avatarUrl } from './user.ts';

const contactColumns = {
  id: userTable.id,
  username: userTable.username,
  name: userTable.name,
  email: userTable.email,
  locale: userTable.locale,
  timezone: userTable.timezone,
  calendar: userTable.calendar,
  avatarVersion: userTable.avatarVersion,
  leavingAt: userTable.leavingAt,
  emailVerifiedAt: userTable.emailVerifiedAt,
  version: userTable.version,
};

const byIds = query<{ ids: readonly UserId[] }>()((params) =>
  qb
    .select(contactColumns)
    .from(userTable)
    .where(and(sql`${userTable.id} = any(${params.ids})`, isNull(userTable.deletedAt))),
);
const byNames = query<{ emails: readonly string[]; usernames: readonly string[] }>()((params) =>
  qb
    .select(contactColumns)
    .from(userTable)
    .where(
      and(
        isNull(userTable.deletedAt),
        sql`(lower(${userTable.email}) = any(${params.emails}) or lower(${userTable.username}) = any(${params.usernames}))`,
      ),
    ),
);

/** People by id, without unknown and deleted ones. */
export async function people(ctx: AuthContext, { ids }: { ids: readonly UserId[] }): Promise<Contact[]> {
  return (await byIds(ctx, { ids })).map(toContact);
}

/** People by address or username, compared without case. */
export async function findPeople(
  ctx: AuthContext,
  { emails, usernames }: { emails: readonly string[]; usernames: readonly string[] },
): Promise<Contact[]> {
  const rows = await byNames(ctx, { emails: lower(emails), usernames: lower(usernames) });
  return rows.map(toContact);
}

function toContact({
  avatarVersion,
  leavingAt,
  emailVerifiedAt,
  ...row
}: Awaited<ReturnType<typeof byIds>>[number]): Contact {
  return {
    ...row,
    avatarUrl: avatarUrl({ id: row.id, avatarVersion }),
    isLeaving: leavingAt !== null,
    isConfirmed: emailVerifiedAt !== null,
  };
}

function lower(texts: readonly string[]): string[] {
  return texts.map((text) => text.toLowerCase());
}
