import { useTexts } from '../../i18n/use-texts.ts';
import { PartLinks } from '../../ui/part-links.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';

/** The pages about members: list, organization chart, invitations and requests. */
export function MembersParts({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  const may = useOrganizationPermissions();
  const params = { organizationId };
  const parts = [
    { to: '/organizations/$organizationId/members', params, name: t('people.list') },
    { to: '/organizations/$organizationId/chart', params, name: t('chart.title') },
    ...(may?.invite === true
      ? [{ to: '/organizations/$organizationId/invitations', params, name: t('invitations.title') } as const]
      : []),
    ...(may?.manageMembers === true
      ? [{ to: '/organizations/$organizationId/requests', params, name: t('requests.title') } as const]
      : []),
  ] as const;
  return <PartLinks label={t('sidebar.members')} parts={parts} />;
}
