import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { muteTable, preferenceTable } from '../schema/preference.ts';
import type { PreferenceChoices } from '../choices/choices.ts';

/** What people chose, read once for a batch of notifications. */
export interface Choices {
  /** A person's own choices and those for the organization, in the order in which they apply. */
  of(userId: UserId, organizationId: OrganizationId | null): readonly (PreferenceChoices | undefined)[];
  hasMuted(userId: UserId, subjectId: string): boolean;
}

/** @param subjectIds The tasks and projects that may be muted. */
export async function readChoices(
  ctx: NotificationsContext,
  userIds: readonly UserId[],
  subjectIds: readonly string[],
): Promise<Choices> {
  const rows = userIds.length === 0 ? [] : await choicesOf(ctx, { userIds, subjectIds });
  const byUser = new Map(rows.map((row) => [row.userId, row]));
  return {
    of(userId, organizationId) {
      const row = byUser.get(userId);
      return [row?.own ?? undefined, organizationId === null ? undefined : row?.byOrganization?.[organizationId]];
    },
    hasMuted: (userId, subjectId) => byUser.get(userId)?.muted?.includes(subjectId) ?? false,
  };
}

interface ChoicesRow {
  readonly userId: UserId;
  readonly own: PreferenceChoices | null;
  readonly byOrganization: Readonly<Record<string, PreferenceChoices>> | null;
  readonly muted: readonly string[] | null;
}

const choicesOf = rawQuery<{ userIds: readonly UserId[]; subjectIds: readonly string[] }, ChoicesRow>(
  (params) => sql`
    select person.id as "userId", own, by_organization as "byOrganization", (
      select array_agg(subject_id) from ${muteTable}
      where ${muteTable.userId} = person.id and ${muteTable.subjectId} = any(${params.subjectIds}::uuid[])) as muted
    from unnest(${params.userIds}::uuid[]) as person (id)
      left join ${preferenceTable} on ${preferenceTable.userId} = person.id`,
);
