import { z } from 'zod';
import { and, qb, eq, gt, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { conflict } from '#platform/errors.ts';
import { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import { equalSecrets, unverifiedId, signedId } from '#platform/startup/secrets.ts';
import type { TeamsContext } from '../context.ts';
import { InviteId, mailStates, OrganizationRole, TeamRole } from '../contract.ts';
import { inviteTable, organizationTable } from '../schema.ts';

export const Invite = z
  .strictObject({
    id: InviteId,
    organizationId: OrganizationId,
    email: z.string(),
    role: OrganizationRole,
    teamId: TeamId.nullable(),
    teamRole: TeamRole.nullable(),
    createdBy: UserId,
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    mail: z.enum(mailStates),
  })
  .meta({ id: 'Invite' });
export type Invite = z.infer<typeof Invite>;

export const inviteColumns = {
  id: inviteTable.id,
  organizationId: inviteTable.organizationId,
  email: inviteTable.email,
  role: inviteTable.role,
  teamId: inviteTable.teamId,
  teamRole: inviteTable.teamRole,
  createdBy: inviteTable.createdBy,
  createdAt: inviteTable.createdAt,
  expiresAt: inviteTable.expiresAt,
  mail: inviteTable.mail,
};

const openColumns = {
  ...inviteColumns,
  closedAt: inviteTable.closedAt,
  outcome: inviteTable.outcome,
  acceptedBy: inviteTable.acceptedBy,
  version: inviteTable.version,
  organizationName: organizationTable.name,
  organizationDeletedAt: organizationTable.deletedAt,
};
export const inviteById = query<{ id: InviteId }>()((params) =>
  qb
    .select(openColumns)
    .from(inviteTable)
    .innerJoin(organizationTable, eq(organizationTable.id, inviteTable.organizationId))
    .where(eq(inviteTable.id, params.id)),
);
export const lockInvite = query<{ id: InviteId }>()((params) =>
  qb.select({ id: inviteTable.id }).from(inviteTable).where(eq(inviteTable.id, params.id)).for('update'),
);

export type OpenInvite = Awaited<ReturnType<typeof inviteById>>[number];

export function isOpen(row: OpenInvite, now: Date): boolean {
  return row.closedAt === null && row.organizationDeletedAt === null && row.expiresAt > now.toISOString();
}

/** How the secret of an invite was delivered: only by mail, or also shown to the inviter. */
type Delivery = 'mailed' | 'shown';

/**
 * The secret of an invite's link; it changes with the invite's version. The mailed secret proves that its holder has
 * read the mail, so it differs from the shown one. Links from before this distinction count as shown.
 */
function inviteToken(
  { inviteKey }: TeamsContext,
  { id, version }: { id: InviteId; version: number },
  delivery: Delivery,
): string {
  return delivery === 'mailed'
    ? signedId(inviteKey, id, String(version), 'mailed')
    : signedId(inviteKey, id, String(version));
}

export function inviteUrl(ctx: TeamsContext, row: { id: InviteId; version: number }, delivery: Delivery): string {
  return `${ctx.publicUrl}/invite#${inviteToken(ctx, row, delivery)}`;
}

/** The invite of a token, open or not. */
export async function inviteByToken(ctx: TeamsContext, token: string): Promise<OpenInvite | null> {
  const id = unverifiedId(token) as InviteId | null;
  const row = id === null ? undefined : await maybeOne(inviteById(ctx, { id }));
  if (!row) return null;
  return isToken(ctx, row, token, 'mailed') || isToken(ctx, row, token, 'shown') ? row : null;
}

function isToken(ctx: TeamsContext, row: OpenInvite, token: string, delivery: Delivery): boolean {
  return equalSecrets(token, inviteToken(ctx, row, delivery));
}

/** The open invite of a token, and whether its holder has read the mail; null if there is none. */
export async function inviteOfToken(
  ctx: TeamsContext,
  token: string,
): Promise<{ inviteId: InviteId; email: string; isMailed: boolean } | null> {
  const row = await findInvite(ctx, token);
  return row && { inviteId: row.id, email: row.email, isMailed: isToken(ctx, row, token, 'mailed') };
}

/** The open invite of a token, locked until the transaction ends. */
export async function lockedInvite(ctx: TeamsContext, token: string): Promise<OpenInvite | null> {
  const id = unverifiedId(token) as InviteId | null;
  if (id !== null) await lockInvite(ctx, { id });
  return inviteByToken(ctx, token);
}

/** The open invite of a token, or null. */
async function findInvite(ctx: TeamsContext, token: string): Promise<OpenInvite | null> {
  const row = await inviteByToken(ctx, token);
  return row && isOpen(row, ctx.clock.now()) ? row : null;
}

/**
 * The open invite of a token.
 * @throws DomainError 409 `invite-expired` if there is none.
 */
export async function useInvite(ctx: TeamsContext, token: string): Promise<OpenInvite> {
  const row = await findInvite(ctx, token);
  if (!row) throw conflict('invite-expired', 'This invitation is no longer valid. Ask for a new one.');
  return row;
}

/** The first mail state of an invite: `off` immediately if no mail is sent. */
export function firstMailState({ sendsMail }: TeamsContext): (typeof mailStates)[number] {
  return sendsMail ? 'queued' : 'off';
}

/** Open invites for an address (case is ignored), oldest first. */
export async function openInvites(ctx: TeamsContext, { email }: { email: string }): Promise<{ inviteIds: InviteId[] }> {
  const rows = await openByEmail(ctx, { email: email.toLowerCase(), now: ctx.clock.now().toISOString() });
  return { inviteIds: rows.map(({ id }) => id) };
}

const openByEmail = query<{ email: string; now: string }>()((params) =>
  qb
    .select({ id: inviteTable.id })
    .from(inviteTable)
    .innerJoin(organizationTable, eq(organizationTable.id, inviteTable.organizationId))
    .where(
      and(
        sql`lower(${inviteTable.email}) = ${params.email}`,
        isNull(inviteTable.closedAt),
        gt(inviteTable.expiresAt, params.now),
        isNull(organizationTable.deletedAt),
      ),
    )
    .orderBy(inviteTable.createdAt, inviteTable.id),
);
