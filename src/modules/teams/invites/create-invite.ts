import { latestEnd } from '#platform/clock.ts';
import { z } from 'zod';
import { Email } from '#modules/auth';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { type Transaction, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { one, query, rawQuery } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import { conflict, DomainError, invalid, unauthenticated } from '#platform/errors.ts';
import { newId, type OrganizationId, TeamId, type UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { type InviteId, OrganizationRole, TeamRole } from '../contract.ts';
import { lockMembers } from '../member/member.ts';
import { myMembership } from '../member/current-membership.ts';
import { lockOrganization } from '../organization/lock-organization.ts';
import { publish } from '../publish.ts';
import { inviteTable, memberTable, personTable } from '../schema.ts';
import { firstMailState, type Invite, inviteColumns } from './invite.ts';
import { type InvitedLine, linesLength, readLines } from './lines.ts';
import { type Inviting, mayInvite } from './rules.ts';

const fields = {
  email: Email.optional(),
  lines: z
    .string()
    .max(linesLength)
    .optional()
    .describe('Several addresses at once instead of `email`, as copied from email programs and spreadsheets.'),
  role: OrganizationRole.default('member'),
  teamId: TeamId.optional(),
  teamRole: TeamRole.optional(),
};
export const NewInvites = z
  .strictObject(fields)
  .refine(({ email, lines }) => (email === undefined) !== (lines === undefined), {
    path: ['email'],
    error: 'give either email or lines',
  });
export type NewInvites = z.output<typeof NewInvites>;
type Terms = Pick<NewInvites, 'role' | 'teamId' | 'teamRole'>;

const dayMs = 86_400_000;
export const inviteLifetimeMs = 7 * dayMs;

/**
 * Invites a person by mail, for 7 days.
 * @throws DomainError 409 `already-member` or `already-invited`, 422 for a team of another organization, 429
 * `too-many-invites`.
 */
export function createInvite(ctx: TeamsContext, organization: Inviting, email: string, terms: Terms): Promise<Invite> {
  return withTransaction(ctx, async (inTx) => {
    const { invites, members } = await inviteAll(inTx, organization, [email], terms);
    if (members.size > 0) throw conflict('already-member', 'This person is already a member of the organization.');
    const [row] = invites.values();
    if (!row) throw conflict('already-invited', 'This address already has a pending invitation. Send it again.');
    return row;
  });
}

/**
 * Invites all addresses of a pasted list, and returns the outcome of each line.
 * @throws DomainError 429 `too-many-invites`.
 */
export function createInvites(
  ctx: TeamsContext,
  organization: Inviting,
  lines: string,
  terms: Terms,
): Promise<InvitedLine[]> {
  const read = readLines(lines);
  return withTransaction(ctx, async (inTx) => {
    const emails = read.flatMap(({ email, status }) => (email !== null && status === null ? [email] : []));
    const { invites, members } = await inviteAll(inTx, organization, emails, terms);
    return read.map(({ line, email, status }) => {
      if (status !== null || email === null) return { line, email, status: status ?? 'bad-address', invite: null };
      const row = invites.get(email.toLowerCase()) ?? null;
      if (row) return { line, email, status: 'invited', invite: row };
      const isMember = members.has(email.toLowerCase());
      return { line, email, status: isMember ? 'already-member' : 'already-invited', invite: null };
    });
  });
}

/**
 * Creates the invites.
 * @returns the new invites, and which of the addresses are members, by lower-case address.
 */
async function inviteAll(
  ctx: TeamsContext & { readonly tx: Transaction },
  organization: OrganizationAccess & Inviting,
  emails: readonly string[],
  { role, teamId, teamRole }: Terms,
): Promise<{ invites: Map<string, Invite>; members: Set<string> }> {
  const createdBy = userIdOf(ctx.actor);
  if (createdBy === null) throw unauthenticated();
  if (teamId !== undefined && !organization.team(teamId)) throw invalid('teamId', 'This team does not exist.');
  const { id: organizationId } = organization;
  await lockMembers(ctx, { organizationId });
  await lockOrganization(ctx, organizationId);
  mayInvite(await myMembership(ctx, organizationId), { role, teamId, teamRole });
  const now = ctx.clock.now();
  const addresses = { organizationId, emails: emails.map((email) => email.toLowerCase()) };
  const members = new Set((await membersByEmail(ctx, addresses)).map(({ email }) => email));
  await closeExpired(ctx, { ...addresses, now: now.toISOString() });
  const outsiders = emails.filter((email) => !members.has(email.toLowerCase()));
  const rows = await insertFree(ctx, {
    organizationId,
    invites: JSON.stringify(outsiders.map((email) => ({ id: newId<InviteId>(), email }))),
    role,
    teamId: teamId ?? null,
    teamRole: teamId === undefined ? null : (teamRole ?? 'member'),
    createdBy,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + inviteLifetimeMs).toISOString(),
    mail: firstMailState(ctx),
  });
  await checkMostADay(ctx, { organizationId, createdBy }, rows.length);
  await publishInvites(ctx, 'invite.created', organization.directory.name, rows);
  return { invites: new Map(rows.map((row) => [row.email.toLowerCase(), row])), members };
}

/**
 * Limits invites per day, for the organization and for the inviter, because each invite is a mail to an arbitrary
 * address. Checked after they are written: an error rolls them back.
 * @throws DomainError 429 `too-many-invites`.
 */
async function checkMostADay(
  ctx: TeamsContext,
  params: { organizationId: OrganizationId; createdBy: UserId },
  invites: number,
): Promise<void> {
  const { maxInvitesADay } = ctx;
  if (maxInvitesADay === null || invites === 0) return;
  const since = new Date(ctx.clock.now().getTime() - dayMs).toISOString();
  const { count } = await one(madeSince(ctx, { ...params, since }));
  if (count <= maxInvitesADay) return;
  throw new DomainError(
    'too-many',
    'too-many-invites',
    `At most ${maxInvitesADay} people can be invited per day, and ${count - invites} already were. Invite the others tomorrow.`,
    { retryAfterSeconds: 3_600 },
  );
}

/** Publishes the event that queues the mails. */
export async function publishInvites(
  ctx: TeamsContext,
  type: 'invite.created' | 'invite.resent',
  organizationName: string,
  invites: readonly Invite[],
): Promise<void> {
  const inviterId = userIdOf(ctx.actor);
  const inviter = (await ctx.people.byIds([inviterId])).get(inviterId ?? ('' as UserId));
  await publish(
    ctx,
    ...invites.map(({ id, organizationId, email }) => ({
      type,
      organizationId,
      subject: { kind: 'invite', id, version: 1 },
      audience: audience(organizationId, { everyone: true }),
      payload: { inviteId: id, email, organizationName, invitedBy: inviter?.name ?? '' },
    })),
  );
}

type Addresses = { organizationId: OrganizationId; emails: readonly string[] };
const membersByEmail = query<Addresses>()((params) =>
  qb
    .select({ email: sql<string>`lower(${personTable.email})`.as('email') })
    .from(memberTable)
    .innerJoin(personTable, eq(personTable.userId, memberTable.userId))
    .where(
      and(
        eq(memberTable.organizationId, params.organizationId),
        sql`lower(${personTable.email}) = any(${params.emails}::text[])`,
      ),
    ),
);
const closeExpired = query<Addresses & { now: string }>()((params) =>
  qb
    .update(inviteTable)
    .set({ closedAt: sql`${params.now}` })
    .where(
      and(
        eq(inviteTable.organizationId, params.organizationId),
        sql`lower(${inviteTable.email}) = any(${params.emails}::text[])`,
        sql`${inviteTable.closedAt} is null and ${inviteTable.expiresAt} <= ${params.now}`,
      ),
    ),
);
const madeSince = rawQuery<{ organizationId: OrganizationId; createdBy: UserId; since: string }, { count: number }>(
  (params) => sql`
    select greatest(
      (select count(*) from ${inviteTable} where organization_id = ${params.organizationId} and created_at > ${params.since}),
      (select count(*) from ${inviteTable} where created_by = ${params.createdBy} and created_at > ${params.since})
    )::integer as count`,
);
/** Inserts all in one statement; an address with an open invite gets no second one. */
const insertFree = query<{
  organizationId: OrganizationId;
  /** JSON: `[{ id, email }]`. */
  invites: string;
  role: string;
  teamId: TeamId | null;
  teamRole: string | null;
  createdBy: UserId;
  createdAt: string;
  expiresAt: string;
  mail: string;
}>()((params) =>
  qb
    .insert(inviteTable)
    .select(
      sql`
        select ${params.organizationId}::uuid, id, email, ${params.role}::text, ${params.teamId}::uuid,
          ${params.teamRole}::text, ${params.createdBy}::uuid, ${params.createdAt}::timestamptz,
          ${params.expiresAt}::timestamptz, null::timestamptz, null::text, null::uuid, ${params.mail}::text, 1
        from jsonb_to_recordset(${params.invites}::jsonb) as given (id uuid, email text)`,
    )
    .onConflictDoNothing()
    .returning(inviteColumns),
);

/** Shortens the lifetime of invites that were created while the clock was ahead. */
export async function boundInvites(ctx: TeamsContext): Promise<void> {
  await latestExpiry(ctx, { latest: latestEnd(ctx.clock.now(), inviteLifetimeMs) });
}

const latestExpiry = rawQuery<{ latest: string }, object>(
  (params) => sql`update ${inviteTable} set expires_at = ${params.latest} where expires_at > ${params.latest}`,
);
