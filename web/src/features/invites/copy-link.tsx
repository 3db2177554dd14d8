import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { copyText } from '../../lib/copy-text.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { inviteLink } from '../../data/invites/queries.ts';

interface CopyLinkProps {
  readonly id: string;
  readonly email: string;
  readonly children: ReactNode;
}

export function CopyLink({ id, email, children }: CopyLinkProps) {
  const { t } = useTexts();
  const copy = useMutation({
    mutationFn: () => inviteLink(id),
    onSuccess: async (link) => {
      try {
        await copyText(link);
        showToast({ text: t('invitations.linkCopied', { email }) });
      } catch {
        showToast({ tone: 'danger', text: t('copying.failed'), detail: link });
      }
    },
    onError: (error) => showToast({ tone: 'danger', text: t('invitations.linkFailed'), detail: problemText(error) }),
  });
  return (
    <Button size="small" tone="quiet" isBusy={copy.isPending} onClick={() => copy.mutate()}>
      {children}
    </Button>
  );
}
