import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { inviteQuery } from '../../data/invites/answer-invite.ts';
import { isProblem } from '../../lib/problem.ts';
import { useFragment } from '../../lib/fragment.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { AuthHeading } from '../auth/auth-heading.tsx';
import { InviteAnswer } from './invite-answer.tsx';

/**
 * Target of an invite’s link: shows the invite, signs in or up, then joins. Another link in the same tab starts again.
 */
export function InvitePage() {
  const token = useFragment();
  return <InviteBehind key={token} token={token} />;
}

function InviteBehind({ token }: { token: string }) {
  const { t } = useTexts();
  const { data: invite, error, refetch } = useQuery(inviteQuery(token));
  if (isProblem(error, 'invite-expired') || isProblem(error, 'invalid')) {
    return <AuthHeading title={t('invite.expiredTitle')}>{t('invite.expiredText')}</AuthHeading>;
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!invite) return <p className="text-muted">{t('common.loading')}</p>;
  return <InviteAnswer token={token} invite={invite} />;
}
