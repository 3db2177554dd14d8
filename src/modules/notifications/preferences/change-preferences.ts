import { callOf } from '#platform/modules/contract.ts';
import { withTransaction } from '#platform/database/database.ts';
import { eq, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, rawQuery } from '#platform/database/query.ts';
import { invalid } from '#platform/errors.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { planAgain } from '../deliver/pending.ts';
import { preferenceTable } from '../schema/preference.ts';
import { labelsIn, type PreferenceChanges, type PreferenceChoices, type Preferences } from '../choices/choices.ts';
import { resolvePreferences } from '../choices/resolve.ts';

/** A person's preferences, or those for an organization. */
interface Whose {
  readonly userId: UserId;
  readonly organizationId: OrganizationId | null;
}

export async function showPreferences(
  ctx: NotificationsContext,
  { userId, organizationId }: Whose,
): Promise<Preferences> {
  const [row, reminders, people] = await Promise.all([
    maybeOne(stored(ctx, { userId })),
    ctx.tasks.reminderPreferences(callOf(ctx), { userId }),
    ctx.people.byIds([userId]),
  ]);
  const inOrganization = organizationId === null ? undefined : row?.byOrganization[organizationId];
  const { timezone, locale } = people.get(userId) ?? { timezone: 'UTC', locale: 'en' };
  return { ...resolvePreferences(timezone, row?.own, inOrganization), reminders, labels: labelsIn(locale) };
}

/**
 * Changes the named preferences; for an organization, what differs there. Notices that wait are planned anew.
 * @throws DomainError 422 for quiet hours that never end, or reminders of an organization.
 */
export async function changePreferences(
  ctx: NotificationsContext,
  whose: Whose,
  { reminders, labels: _labels, ...changes }: PreferenceChanges,
): Promise<Preferences> {
  const { userId, organizationId } = whose;
  if (reminders && organizationId !== null)
    throw invalid('reminders', 'Lead times of reminders are the same in every organization.');
  await withTransaction(ctx, async (inTx) => {
    await insertEmpty(inTx, { userId });
    const row = await maybeOne(locked(inTx, { userId }));
    const own = row?.own ?? {};
    const byOrganization = row?.byOrganization ?? {};
    const changed =
      organizationId === null
        ? { own: withChanges(own, changes), byOrganization }
        : {
            own,
            byOrganization: {
              ...byOrganization,
              [organizationId]: withChanges(byOrganization[organizationId] ?? {}, changes),
            },
          };
    refuseEndlessQuiet(changed.own, ...Object.values(changed.byOrganization));
    await update(inTx, { userId, ...changed });
    await planAgain(inTx, { userId, now: ctx.clock.now().toISOString() });
  });
  if (reminders) await ctx.tasks.setReminderPreferences(callOf(ctx), { userId, ...reminders });
  return showPreferences(ctx, whose);
}

/** Goes back to the defaults, or in an organization to the person's own choices. */
export async function resetPreferences(ctx: NotificationsContext, { userId, organizationId }: Whose): Promise<void> {
  await withTransaction(ctx, async (inTx) => {
    const row = await maybeOne(locked(inTx, { userId }));
    if (!row) return;
    const { own, byOrganization } = row;
    const left = Object.fromEntries(Object.entries(byOrganization).filter(([id]) => id !== organizationId));
    await update(inTx, { userId, own: organizationId === null ? {} : own, byOrganization: left });
    await planAgain(inTx, { userId, now: ctx.clock.now().toISOString() });
  });
}

/** The organizations for which a person has preferences of their own. */
export async function organizationsWithPreferences(
  ctx: NotificationsContext,
  userId: UserId,
): Promise<readonly OrganizationId[]> {
  const row = await maybeOne(stored(ctx, { userId }));
  return Object.keys(row?.byOrganization ?? {}) as OrganizationId[];
}

function withChanges(before: PreferenceChoices, changes: Omit<PreferenceChanges, 'reminders'>): PreferenceChoices {
  const types = { ...before.types };
  for (const [type, choice] of Object.entries(changes.types ?? {})) {
    if (choice === null) delete types[type];
    else types[type] = { ...types[type], ...choice };
  }
  return {
    ...before,
    ...changes,
    types,
    quietHours: { ...before.quietHours, ...changes.quietHours },
    digest: { ...before.digest, ...changes.digest },
  };
}

/** Nothing would ever be sent. */
function refuseEndlessQuiet(own: PreferenceChoices, ...others: readonly PreferenceChoices[]): void {
  for (const choice of [undefined, ...others]) {
    const { enabled, from, to, days } = resolvePreferences('UTC', own, choice).quietHours;
    if (enabled && from === to && days.length === 7)
      throw invalid('quietHours.to', 'These quiet hours never end. Choose another end, or fewer days.');
  }
}

const columns = { own: preferenceTable.own, byOrganization: preferenceTable.byOrganization };
const stored = query<{ userId: UserId }>()((params) =>
  qb.select(columns).from(preferenceTable).where(eq(preferenceTable.userId, params.userId)),
);
const locked = query<{ userId: UserId }>()((params) =>
  qb.select(columns).from(preferenceTable).where(eq(preferenceTable.userId, params.userId)).for('update'),
);
const insertEmpty = rawQuery<{ userId: UserId }, never>(
  (params) => sql`
    insert into ${preferenceTable} (user_id, own, by_organization) values (${params.userId}, '{}', '{}')
    on conflict do nothing`,
);
const update = query<{
  userId: UserId;
  own: PreferenceChoices;
  byOrganization: Readonly<Record<OrganizationId, PreferenceChoices>>;
}>()((params) =>
  qb
    .update(preferenceTable)
    .set({ own: sql`${params.own}::jsonb`, byOrganization: sql`${params.byOrganization}::jsonb` })
    .where(eq(preferenceTable.userId, params.userId)),
);
