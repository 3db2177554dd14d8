import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Late, Skeleton } from '../../ui/skeleton.tsx';
import { mayInvite } from '../organizations/may.ts';
import { useOrganization } from '../organizations/use-organization.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { InviteRow } from './invite-row.tsx';
import { MemberRow } from './member-row.tsx';
import { invitesQuery, membersQuery } from './queries.ts';

export function MembersPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/members' });
  const organization = useOrganization();
  const mayAsk = organization !== undefined && mayInvite(organization);
  const { data: members, error, refetch } = useQuery(membersQuery(organizationId));
  const { data: invites = [] } = useQuery({ ...invitesQuery(organizationId), enabled: mayAsk });
  const [isInviting, setInviting] = useState(false);
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="text-reading font-semibold">{t('members.title')}</h1>
        {members && <span className="text-muted">{formatNumber(members.length)}</span>}
        {mayAsk && (
          <Button tone="primary" className="ms-auto" onClick={() => setInviting(true)}>
            <Icon of={UserPlus} />
            {t('members.invite')}
          </Button>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-3xl gap-6 p-4">
          {error && !members && <ErrorState error={error} onRetry={() => void refetch()} />}
          {!members && !error && (
            <Late>
              <Skeleton className="h-12" />
              <Skeleton className="h-12" />
            </Late>
          )}
          {invites.length > 0 && (
            <section className="grid gap-1">
              <h2 className="px-3 text-meta font-medium text-muted">{t('members.invited')}</h2>
              <ul>
                {invites.map((open) => (
                  <InviteRow key={open.id} invite={open} />
                ))}
              </ul>
            </section>
          )}
          {members && (
            <section className="grid gap-1">
              <h2 className={invites.length > 0 ? 'px-3 text-meta font-medium text-muted' : 'sr-only'}>
                {t('members.inside')}
              </h2>
              <ul aria-label={t('members.title')}>
                {members.map((member) => (
                  <MemberRow key={member.userId} member={member} />
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
      {isInviting && <InviteDialog organizationId={organizationId} onClose={() => setInviting(false)} />}
    </div>
  );
}
