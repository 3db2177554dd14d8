import { z } from 'zod';
import { type Locale, locales } from '#modules/auth';
import { userIdOf } from '#platform/context.ts';
import { retryOnUnique } from '#platform/database/database.ts';
import { qb } from '#platform/database/drizzle.ts';
import { one, query, rawQuery } from '#platform/database/query.ts';
import { sql } from '#platform/database/drizzle.ts';
import { unauthenticated } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, type OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { addMember } from '../member/add-member.ts';
import { OrganizationName, organizationColumns, type OrganizationRow } from '../organization/organization.ts';
import { publish } from '../publish.ts';
import { organizationTable } from '../schema.ts';

export const NewOrganization = z.strictObject({
  name: OrganizationName,
  locale: z
    .enum(locales)
    .optional()
    .describe(
      'Determines first day of the week, working days and default statuses. Default: the language of the caller.',
    ),
});

/** The first day of the week per locale (ISO 8601): 1 is Monday, 7 Sunday. */
const weeks = {
  en: { weekStart: 1, workingDays: [1, 2, 3, 4, 5] },
  fa: { weekStart: 6, workingDays: [1, 2, 3, 6, 7] },
} as const satisfies Record<Locale, unknown>;

/** Creates an organization; the caller is its owner. Names may repeat; the slug is made unique. */
export async function createOrganization(
  ctx: TeamsContext,
  { name, locale: requested }: z.output<typeof NewOrganization>,
): Promise<OrganizationRow> {
  const ownerId = userIdOf(ctx.actor);
  if (ownerId === null) throw unauthenticated();
  const locale = requested ?? (await ctx.people.byIds([ownerId])).get(ownerId)?.locale ?? 'en';
  return retryOnUnique(ctx, 'organization_slug', async (inTx) => {
    const id = newId<OrganizationId>();
    const createdAt = ctx.clock.now().toISOString();
    const slug = await freeSlug(inTx, name);
    const row = await one(insert(inTx, { id, name, slug, createdAt, locale, ...weeks[locale] }));
    await addMember(inTx, { organizationId: id, userId: ownerId, role: 'owner' });
    await publish(inTx, {
      type: 'organization.created',
      organizationId: id,
      subject: { kind: 'organization', id, version: row.version },
      audience: audience(id, { userIds: [ownerId] }),
      payload: { organizationId: id, name, ownerId },
    });
    return row;
  });
}

async function freeSlug(ctx: TeamsContext, name: string): Promise<string> {
  const base = slugFrom(name);
  const takenSlugs = new Set((await likeSlugs(ctx, { prefix: `${base}%` })).map(({ slug }) => slug));
  if (!takenSlugs.has(base)) return base;
  let number = 2;
  while (takenSlugs.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/** Letters and digits of any script, in lower case, with one dash between words. */
function slugFrom(name: string): string {
  const words =
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 60).replace(/-+$/, '') || 'organization';
}

const likeSlugs = rawQuery<{ prefix: string }, { slug: string }>(
  (params) => sql`select slug from ${organizationTable} where slug like ${params.prefix}`,
);
const insert = query<{
  id: OrganizationId;
  name: string;
  slug: string;
  createdAt: string;
  locale: Locale;
  weekStart: number;
  workingDays: readonly number[];
}>()((params) =>
  qb
    .insert(organizationTable)
    .values({
      id: params.id,
      name: params.name,
      slug: params.slug,
      createdAt: params.createdAt,
      locale: params.locale,
      weekStart: params.weekStart,
      workingDays: params.workingDays,
    })
    .returning(organizationColumns),
);
