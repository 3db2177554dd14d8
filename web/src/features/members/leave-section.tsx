import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Organization } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/section.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useMe } from '../../data/session/use-me.ts';
import { refreshMemberships } from '../../data/organizations/queries.ts';
import { RemoveMemberDialog } from './remove-member-dialog.tsx';

/** Leaves the organization, and chooses who gets one's open tasks. */
export function LeaveSection({ organization }: { organization: Organization }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <Section
      title={t('people.leave')}
      text={t('people.leaveHint')}
      action={
        <Button tone="careful" onClick={() => setOpen(true)}>
          {t('people.leaveButton')}
        </Button>
      }
    >
      {isOpen && <LeaveDialog organization={organization} onClose={() => setOpen(false)} />}
    </Section>
  );
}

interface LeaveDialogProps {
  readonly organization: Organization;
  readonly onClose: () => void;
}

export function LeaveDialog({ organization, onClose }: LeaveDialogProps) {
  const { t } = useTexts();
  const me = useMe();
  const navigate = useNavigate();
  const finish = async () => {
    onClose();
    showToast({ text: t('people.left', { organization: organization.name }) });
    await refreshMemberships();
    await navigate({ to: '/' });
  };
  return (
    <RemoveMemberDialog
      organization={organization}
      userId={me.id}
      name={me.name}
      isMe
      onRemoved={finish}
      onClose={onClose}
    />
  );
}
