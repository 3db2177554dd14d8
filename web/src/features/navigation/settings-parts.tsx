import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { PartLinks } from '../../ui/part-links.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { useFeature } from '../../data/server/use-server.ts';
import { teamsQuery } from '../../data/teams/queries.ts';

/** The pages of an organization's settings. A team's admins manage the webhooks of their teams. */
export function SettingsParts({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  const may = useOrganizationPermissions();
  const hasWebhooks = useFeature('webhooks', organizationId);
  const { data: teams = [] } = useQuery(teamsQuery);
  const isTeamAdmin = teams.some(
    ({ organizationId: id, myRole }) => id === organizationId && (myRole === 'owner' || myRole === 'admin'),
  );
  if (may?.changeSettings !== true && !isTeamAdmin) return null;
  const params = { organizationId };
  return (
    <PartLinks
      label={t('sidebar.settings')}
      parts={[
        { to: '/organizations/$organizationId/settings', params, name: t('organizationSettings.general') },
        ...(hasWebhooks
          ? [
              {
                to: '/organizations/$organizationId/webhooks',
                params,
                name: t('organizationSettings.webhooks'),
              } as const,
            ]
          : []),
        ...(may?.changeSettings === true
          ? [{ to: '/organizations/$organizationId/exports', params, name: t('exports.title') } as const]
          : []),
      ]}
    />
  );
}
