import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, ChevronsUpDown, LogIn, Plus } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Organization } from '../../api/types.ts';
import { organizationsQuery } from '../../data/organizations/queries.ts';
import { chooseOrganization } from '../../data/organizations/use-organization.ts';
import { homeOf } from '../../features/teams/home.ts';
import { OrganizationMark } from '../../features/organizations/organization-mark.tsx';
import { productName } from '../../ui/brand.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';

/** Shows the current organization and switches to another. */
export function OrganizationMenu({ organization }: { organization: Organization | undefined }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { data: organizations } = useSuspenseQuery(organizationsQuery);

  const enter = async (id: string) => {
    chooseOrganization(id);
    await navigate(await homeOf(queryClient, { organizationId: id }));
  };
  const others = organizations.map(({ id, name }) => ({
    id,
    label: name,
    mark: id === organization?.id ? <Icon of={Check} /> : undefined,
    run: () => void enter(id),
  }));
  const create = {
    id: 'create',
    label: t('organization.new'),
    icon: <Icon of={Plus} />,
    run: () => void navigate({ to: '/welcome' }),
  };
  const join = {
    id: 'join',
    label: t('organization.join'),
    icon: <Icon of={LogIn} />,
    run: () => void navigate({ to: '/join' }),
  };
  return (
    <MenuButton
      label={t('organization.switch')}
      groups={[
        { id: 'organizations', title: t('organization.mine'), items: others },
        { id: 'create', items: [create, join] },
      ]}
      className="flex h-10 w-full items-center gap-2.5 rounded-[6px] px-2 text-start font-semibold transition-colors hover:bg-hover aria-expanded:bg-hover"
    >
      <OrganizationMark organization={organization} size={20} />
      <Name className="min-w-0 flex-1 truncate">{organization?.name ?? productName}</Name>
      <Icon of={ChevronsUpDown} size={14} className="text-muted" />
      <span className="sr-only">{t('organization.switch')}</span>
    </MenuButton>
  );
}
