import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { Unread } from '../../ui/unread.tsx';
import { MembersParts } from '../navigation/members-parts.tsx';
import { teamsQuery } from '../../data/teams/queries.ts';
import { InviteButton } from './invite-button.tsx';
import { InviteRow } from './invite-row.tsx';
import { invitesQuery } from '../../data/invites/queries.ts';

/** Open invitations. */
export function InvitationsPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/invitations' });
  const read = useQuery(invitesQuery(organizationId));
  const { data: invites } = read;
  const { data: teams = [] } = useQuery(teamsQuery);
  return (
    <Page
      title={t('sidebar.members')}
      parts={<MembersParts organizationId={organizationId} />}
      action={<InviteButton organizationId={organizationId} />}
    >
      <Unread query={read} />
      {invites?.length === 0 && (
        <EmptyState title={t('invitations.emptyTitle')} text={t('invitations.emptyText')}>
          <InviteButton organizationId={organizationId} />
        </EmptyState>
      )}
      {invites && invites.length > 0 && (
        <ul aria-label={t('invitations.title')}>
          {invites.map((invite) => (
            <InviteRow key={invite.id} invite={invite} team={teams.find(({ id }) => id === invite.teamId)?.name} />
          ))}
        </ul>
      )}
    </Page>
  );
}
