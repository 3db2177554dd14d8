import { z } from 'zod';
import { userIdOf, type Context } from '../context.ts';
import { qb, sql } from '../database/drizzle.ts';
import { query } from '../database/query.ts';
import type { DatabaseContext } from '../database/database.ts';
import { flagStates, flagTable } from '../events/schema.ts';
import { OrganizationId, UserId } from '../ids.ts';
import { flagDefinitions, type FlagName, flagNames } from './definitions.ts';
import { type FlagSetting, unsetFlag } from './evaluate.ts';

const State = z.enum(flagStates);
const Percentage = z.number().int().min(0).max(100);
const maxOrganizations = 1_000;
const OwnStates = z.array(z.strictObject({ id: OrganizationId, state: State })).max(maxOrganizations);

export const Flag = z
  .strictObject({
    name: z.enum(flagNames),
    description: z.string(),
    state: State,
    percentage: Percentage.describe('The share of organizations for which it is on, while its state is `on`.'),
    organizations: OwnStates.describe('Organizations with a state of their own, whatever the state of the flag.'),
    updatedAt: z.iso.datetime().nullable(),
    updatedBy: UserId.nullable().describe('Null if it was set at the server, or never.'),
  })
  .meta({ id: 'Flag' });
export type Flag = z.infer<typeof Flag>;

/** What changes of a flag; the rest stays. */
export const FlagChange = z.strictObject({
  name: z.enum(flagNames),
  state: State.optional(),
  percentage: Percentage.optional(),
  organizations: OwnStates.optional(),
});
export type FlagChange = z.infer<typeof FlagChange>;

/** All flags, also those that nobody has set. */
export async function readFlags(ctx: DatabaseContext): Promise<Flag[]> {
  const rows = await all(ctx, {});
  return flagNames.map((name) => {
    const row = rows.find((one) => one.name === name);
    const { state, percentage, organizations }: FlagSetting = row ?? unsetFlag;
    return {
      name,
      description: flagDefinitions[name],
      state,
      percentage,
      organizations: Object.entries(organizations).map(([id, own]) => ({ id: OrganizationId.parse(id), state: own })),
      updatedAt: row?.updatedAt ?? null,
      updatedBy: row?.updatedBy ?? null,
    };
  });
}

/** Sets flags; what a change does not name stays. Call it in a transaction. */
export async function saveFlags(ctx: Context, changes: readonly FlagChange[]): Promise<void> {
  const flags = new Map<FlagName, Flag>((await readFlags(ctx)).map((flag) => [flag.name, flag]));
  for (const { name, ...change } of changes) {
    const { state, percentage, organizations } = {
      ...(flags.get(name) ?? { ...unsetFlag, organizations: [] }),
      ...change,
    };
    await save(ctx, {
      name,
      state: state ?? unsetFlag.state,
      percentage: percentage ?? unsetFlag.percentage,
      organizations: JSON.stringify(Object.fromEntries((organizations ?? []).map((own) => [own.id, own.state]))),
      updatedAt: ctx.clock.now().toISOString(),
      updatedBy: userIdOf(ctx.actor),
    });
  }
  ctx.log.info({ userId: userIdOf(ctx.actor), flags: changes.map(({ name }) => name) }, 'feature flags changed');
}

const all = query<object>()(() =>
  qb
    .select({
      name: flagTable.name,
      state: flagTable.state,
      percentage: flagTable.percentage,
      organizations: flagTable.organizations,
      updatedAt: flagTable.updatedAt,
      updatedBy: flagTable.updatedBy,
    })
    .from(flagTable),
);
const save = query<{
  name: string;
  state: string;
  percentage: number;
  organizations: string;
  updatedAt: string;
  updatedBy: string | null;
}>()((params) =>
  qb
    .insert(flagTable)
    .values({
      name: params.name,
      state: sql`${params.state}`,
      percentage: sql`${params.percentage}`,
      organizations: sql`${params.organizations}::jsonb`,
      updatedAt: sql`${params.updatedAt}`,
      updatedBy: sql`${params.updatedBy}`,
    })
    .onConflictDoUpdate({
      target: flagTable.name,
      set: {
        state: sql`excluded.state`,
        percentage: sql`excluded.percentage`,
        organizations: sql`excluded.organizations`,
        updatedAt: sql`excluded.updated_at`,
        updatedBy: sql`excluded.updated_by`,
      },
    }),
);
