import transliterate from '@sindresorhus/transliterate';
import { z } from 'zod';
import { Name } from '#platform/http/fields.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { breaksConstraint, withTransaction } from '#platform/database/database.ts';
import { qb, sql } from '#platform/database/drizzle.ts';
import { one, query, rawQuery } from '#platform/database/query.ts';
import { conflict } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, type OrganizationId, type TeamId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { Colour, editPolicies, Key, visibilities } from '../contract.ts';
import { addTeamMember } from '../member/add-member.ts';
import { lockOrganization } from '../organization/lock-organization.ts';
import { publish } from '../publish.ts';
import { teamTable, usedKeyTable } from '../schema.ts';
import { teamColumns, type TeamRow } from './team.ts';

export const NewTeam = z.strictObject({
  name: Name,
  key: Key.optional().describe('Default: derived from the name.'),
  colour: Colour.optional(),
  description: z.string().max(2_000).optional(),
  visibility: z.enum(visibilities).optional(),
  editPolicy: z.enum(editPolicies).optional(),
  deleteOpenTasks: z.boolean().optional(),
});
export type NewTeam = z.infer<typeof NewTeam>;

const colours = ['#1f8a8a', '#3b6fb6', '#7a5fa8', '#b0565f', '#a8742a', '#4f8a3d'];

/**
 * Creates a team in the organization; the caller is its owner.
 * @throws DomainError 409 `key-taken`.
 */
export function createTeam(
  ctx: TeamsContext,
  { id: organizationId }: Authorized<OrganizationAccess, 'administer'>,
  input: NewTeam,
  id: TeamId = newId<TeamId>(),
): Promise<TeamRow> {
  const ownerId = userIdOf(ctx.actor);
  return withTransaction(ctx, async (inTx) => {
    // Finding and taking a free key is serialized within an organization.
    await lockOrganization(inTx, organizationId);
    await lockKeys(inTx, { organizationId });
    const takenKeys = new Set((await keysOf(inTx, { organizationId })).map(({ key }) => key));
    if (input.key !== undefined && takenKeys.has(input.key)) {
      throw conflict('key-taken', 'Another team uses or has used this key. Choose another.');
    }
    const row = await insertTeam(inTx, {
      organizationId,
      id,
      name: input.name,
      key: input.key ?? freeKey(input.name, takenKeys),
      colour: input.colour ?? colours[takenKeys.size % colours.length] ?? '#1f8a8a',
      description: input.description ?? '',
      visibility: input.visibility ?? 'organization',
      editPolicy: input.editPolicy ?? 'involved',
      deleteOpenTasks: input.deleteOpenTasks ?? false,
      createdAt: ctx.clock.now().toISOString(),
    });
    await storeKey(inTx, { organizationId, key: row.key, teamId: id });
    await access.record(inTx, `organization:${organizationId}`);
    if (ownerId !== null) await addTeamMember(inTx, { organizationId, teamId: id, userId: ownerId, role: 'owner' });
    await publish(inTx, {
      type: 'team.created',
      organizationId,
      subject: { kind: 'team', id, version: row.version },
      audience: audience(organizationId, { everyone: true }),
      payload: { teamId: id, name: row.name },
    });
    return row;
  });
}

/**
 * Derives a free key: `Engineering` → `ENG`, `Web site` → `WS`, then `ENGA`, `ENGB`. Other scripts are transliterated
 * first: `مهندسی` → `MHN`; a name without letters gives `TEAM`.
 */
function freeKey(name: string, takenKeys: ReadonlySet<string>): string {
  const words =
    transliterate(name.normalize('NFKC'))
      .normalize('NFKD')
      .replaceAll(/[\p{M}'’]/gu, '')
      .toUpperCase()
      .match(/[A-Z]+/g) ?? [];
  const initials = words
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 4);
  const start = initials.length > 1 ? initials : (words[0] ?? '').slice(0, 3);
  const base = start.length >= 2 ? start : 'TEAM';
  if (!takenKeys.has(base)) return base;
  for (let number = 0; ; number += 1) {
    const key = base.slice(0, 4) + letters(number);
    if (!takenKeys.has(key)) return key;
  }
}

/** 0 → A, 25 → Z, 26 → AA. */
function letters(number: number): string {
  const last = String.fromCharCode(65 + (number % 26));
  return number < 26 ? last : letters(Math.floor(number / 26) - 1) + last;
}

async function insertTeam(ctx: TeamsContext, values: Parameters<typeof insert>[1]): Promise<TeamRow> {
  try {
    return await one(insert(ctx, values));
  } catch (error) {
    if (!breaksConstraint(error, 'team_key')) throw error;
    throw conflict('key-taken', 'Another team already uses this key. Choose another.');
  }
}

export const lockKeys = rawQuery<{ organizationId: OrganizationId }, object>(
  (params) => sql`select pg_advisory_xact_lock(hashtextextended('team keys ' || ${params.organizationId}::text, 0))`,
);
const keysOf = rawQuery<{ organizationId: OrganizationId }, { key: string }>(
  (params) => sql`select key from ${usedKeyTable} where organization_id = ${params.organizationId}`,
);
const storeKey = query<{ organizationId: OrganizationId; key: string; teamId: TeamId }>()((params) =>
  qb.insert(usedKeyTable).values({ organizationId: params.organizationId, key: params.key, teamId: params.teamId }),
);
const insert = query<{
  organizationId: OrganizationId;
  id: TeamId;
  name: string;
  key: string;
  colour: string;
  description: string;
  visibility: string;
  editPolicy: string;
  deleteOpenTasks: boolean;
  createdAt: string;
}>()((params) =>
  qb
    .insert(teamTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      name: params.name,
      key: params.key,
      colour: params.colour,
      description: params.description,
      visibility: params.visibility,
      editPolicy: params.editPolicy,
      deleteOpenTasks: params.deleteOpenTasks,
      createdAt: params.createdAt,
    })
    .returning(teamColumns),
);
