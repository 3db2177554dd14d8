import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import type { DeletedOrganization } from '../../api/types.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Section } from '../../ui/section.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { showToast } from '../../ui/toasts.ts';
import { deletedOrganizationsQuery, restoreOrganization } from '../../data/organizations/deleted-queries.ts';
import { chooseOrganization } from '../../data/organizations/use-organization.ts';

/** Deleted organizations that can be restored; hidden if there are none. */
export function DeletedOrganizations() {
  const { t } = useTexts();
  const { data = [] } = useQuery(deletedOrganizationsQuery);
  if (data.length === 0) return null;
  return (
    <Section title={t('deletedOrganizations.title')}>
      <div>
        {data.map((organization) => (
          <DeletedRow key={organization.id} organization={organization} />
        ))}
      </div>
    </Section>
  );
}

function DeletedRow({ organization: { id, name, purgeAt } }: { organization: DeletedOrganization }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const dateFormat = useDateFormat();
  const now = useNow();
  const restore = useMutation({
    mutationFn: () => restoreOrganization(id),
    onSuccess: async () => {
      chooseOrganization(id);
      await navigate({ to: '/' });
    },
    onError: (error) =>
      showToast({ tone: 'danger', text: t('deletedOrganizations.failed', { name }), detail: problemText(error) }),
  });
  return (
    <SettingRow
      title={<Name>{name}</Name>}
      text={t('deletedOrganizations.until', { date: formatMoment(purgeAt, dateFormat, now) })}
    >
      <Button isBusy={restore.isPending} onClick={() => restore.mutate()}>
        {t('deletedOrganizations.restore')}
      </Button>
    </SettingRow>
  );
}
