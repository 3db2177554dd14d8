import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Page } from '../../ui/page.tsx';
import { Unread } from '../../ui/unread.tsx';
import { MembersParts } from '../navigation/members-parts.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { requestsQuery } from '../../data/join-requests/queries.ts';
import { RequestRow } from './request-row.tsx';

/** Open join requests. */
export function RequestsPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/requests' });
  const organization = useOrganization();
  const requests = useInfiniteQuery(requestsQuery(organizationId));
  const loadedRequests = requests.data?.pages.flatMap(({ items }) => items);
  return (
    <Page title={t('sidebar.members')} parts={<MembersParts organizationId={organizationId} />}>
      <Unread query={requests} />
      {loadedRequests?.length === 0 && (
        <EmptyState
          title={t('requests.emptyTitle')}
          text={t(organization?.listed === true ? 'requests.emptyListed' : 'requests.emptyUnlisted')}
        >
          {organization?.listed !== true && (
            <Link
              to="/organizations/$organizationId/settings"
              params={{ organizationId }}
              className={buttonClass({ tone: 'primary' })}
            >
              {t('requests.toSettings')}
            </Link>
          )}
        </EmptyState>
      )}
      {loadedRequests && loadedRequests.length > 0 && (
        <ul aria-label={t('requests.title')}>
          {loadedRequests.map((request) => (
            <RequestRow key={request.id} request={request} />
          ))}
        </ul>
      )}
      <MoreButton query={requests} />
    </Page>
  );
}
