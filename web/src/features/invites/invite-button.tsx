import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { InviteDialog } from './invite-dialog.tsx';

/** Opens the invite dialog; only for people who may invite. */
export function InviteButton({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  const may = useOrganizationPermissions();
  const [isOpen, setOpen] = useState(false);
  if (may?.invite !== true) return null;
  return (
    <>
      <Button tone="primary" onClick={() => setOpen(true)}>
        <Icon of={UserPlus} />
        {t('invitations.invite')}
      </Button>
      {isOpen && <InviteDialog organizationId={organizationId} onClose={() => setOpen(false)} />}
    </>
  );
}
