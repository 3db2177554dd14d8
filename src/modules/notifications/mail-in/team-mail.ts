import type { Authorized } from '#platform/access/authorized.ts';
import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { teamAddress } from '../mail-in-address.ts';
import { teamMailTable } from '../schema/received-mail.ts';

const columns = {
  organizationId: teamMailTable.organizationId,
  addressVersion: teamMailTable.addressVersion,
  acceptsOutsiders: teamMailTable.acceptsOutsiders,
};

/** What a team's admins chose. */
export interface TeamMail {
  /** Null while they chose nothing. */
  readonly organizationId: OrganizationId | null;
  readonly addressVersion: number;
  readonly acceptsOutsiders: boolean;
}

const unchanged: TeamMail = { organizationId: null, addressVersion: 1, acceptsOutsiders: false };

export async function teamMailOf(ctx: NotificationsContext, teamId: TeamId): Promise<TeamMail> {
  return (await maybeOne(byTeam(ctx, { teamId }))) ?? unchanged;
}

/** The address of a team, null if no mail is received, and who may use it. */
export async function readTeamAddress(ctx: NotificationsContext, teamId: TeamId) {
  return addressReply(ctx, teamId, await teamMailOf(ctx, teamId));
}

export async function changeTeamMail(
  ctx: NotificationsContext,
  { team }: Authorized<TeamInOrganization, 'administer'>,
  { acceptsOutsiders }: { acceptsOutsiders: boolean },
) {
  const { organizationId, id: teamId } = team;
  return addressReply(ctx, teamId, await one(update(ctx, { organizationId, teamId, acceptsOutsiders })));
}

/** Gives the team a new address. Mail to the earlier one is refused from now on. */
export async function rotateTeamAddress(
  ctx: NotificationsContext,
  { team }: Authorized<TeamInOrganization, 'administer'>,
) {
  const { organizationId, id: teamId } = team;
  return addressReply(ctx, teamId, await one(rotate(ctx, { organizationId, teamId })));
}

function addressReply({ mailIn }: NotificationsContext, teamId: TeamId, teamMail: TeamMail) {
  const { addressVersion, acceptsOutsiders } = teamMail;
  return { address: mailIn === null ? null : teamAddress(mailIn, teamId, addressVersion), acceptsOutsiders };
}

const byTeam = query<{ teamId: TeamId }>()((params) =>
  qb.select(columns).from(teamMailTable).where(eq(teamMailTable.teamId, params.teamId)),
);
const update = rawQuery<{ organizationId: OrganizationId; teamId: TeamId; acceptsOutsiders: boolean }, TeamMail>(
  (params) => sql`
    insert into ${teamMailTable} (organization_id, team_id, accepts_outsiders)
    values (${params.organizationId}, ${params.teamId}, ${params.acceptsOutsiders})
    on conflict (organization_id, team_id) do update set accepts_outsiders = excluded.accepts_outsiders
    returning organization_id as "organizationId", address_version as "addressVersion",
      accepts_outsiders as "acceptsOutsiders"`,
);
const rotate = rawQuery<{ organizationId: OrganizationId; teamId: TeamId }, TeamMail>(
  (params) => sql`
    insert into ${teamMailTable} (organization_id, team_id, address_version)
    values (${params.organizationId}, ${params.teamId}, 2)
    on conflict (organization_id, team_id) do update set address_version = team_mail.address_version + 1
    returning organization_id as "organizationId", address_version as "addressVersion",
      accepts_outsiders as "acceptsOutsiders"`,
);
