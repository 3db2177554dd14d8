import { and, build, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import type { Contact } from '../contract.ts';
import { user } from '../schema.ts';
import { avatarUrl } from './user.ts';

const contactColumns = {
  id: user.id,
  username: user.username,
  name: user.name,
  email: user.email,
  locale: user.locale,
  timezone: user.timezone,
  avatarVersion: user.avatarVersion,
  leavingAt: user.leavingAt,
  version: user.version,
};

const byIds = query<{ ids: readonly UserId[] }>()((place) =>
  build
    .select(contactColumns)
    .from(user)
    .where(and(sql`${user.id} = any(${place.ids})`, isNull(user.deletedAt))),
);
const byNames = query<{ emails: readonly string[]; usernames: readonly string[] }>()((place) =>
  build
    .select(contactColumns)
    .from(user)
    .where(
      and(
        isNull(user.deletedAt),
        sql`(lower(${user.email}) = any(${place.emails}) or lower(${user.username}) = any(${place.usernames}))`,
      ),
    ),
);

/** People by id; unknown and deleted ones are missing. */
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

function toContact({ avatarVersion, leavingAt, ...row }: Awaited<ReturnType<typeof byIds>>[number]): Contact {
  return { ...row, avatarUrl: avatarUrl({ id: row.id, avatarVersion }), isLeaving: leavingAt !== null };
}

function lower(texts: readonly string[]): string[] {
  return texts.map((text) => text.toLowerCase());
}
