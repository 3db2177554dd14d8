import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { api, body } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import { fragment } from '../../lib/fragment.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { AuthHeading } from '../auth/auth-heading.tsx';
import { InviteAnswer } from './invite-answer.tsx';

/** Where a mailed invite leads: what it is for, then an account, then inside. */
export function InvitePage() {
  const { t } = useTexts();
  const [token] = useState(fragment);
  const {
    data: invite,
    error,
    refetch,
  } = useQuery({
    queryKey: ['invite', token],
    queryFn: ({ signal }) => body(api.POST('/invites/preview', { body: { token }, signal })),
    retry: false,
  });
  if (isProblem(error, 'invite-expired') || isProblem(error, 'invalid')) {
    return <AuthHeading title={t('invite.expiredTitle')}>{t('invite.expiredText')}</AuthHeading>;
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!invite) return <p className="text-muted">{t('common.loading')}</p>;
  return <InviteAnswer token={token} invite={invite} />;
}
