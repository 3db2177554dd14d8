import { useMutation } from '@tanstack/react-query';
import { Ellipsis, Link2, Mail, Send, X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Invite } from '../../api/types.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useSendsMail } from '../../data/server/use-server.ts';
import { CopyLink } from './copy-link.tsx';
import { resendInvite, revokeInvite } from '../../data/invites/queries.ts';
import { iconButton } from '../../ui/icon-button.tsx';

interface InviteRowProps {
  readonly invite: Invite;
  /** The name of the team that the invite is for. */
  readonly team: string | undefined;
}

/** An open invitation. If its mail failed, its link can be shared by hand. */
export function InviteRow({ invite, team }: InviteRowProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const { id, email, role, mail, expiresAt } = invite;
  const isOver = new Date(expiresAt) < now;
  return (
    <li className="flex items-center gap-3 rounded-normal px-3 py-2 hover:bg-hover">
      <span className="grid size-8 shrink-0 place-items-center rounded-full bg-hover text-muted">
        <Icon of={Mail} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="own-direction truncate font-medium">{email}</p>
        <p className="text-meta text-muted">
          <span className={classNames((mail === 'failed' || mail === 'off') && 'text-danger')}>
            {t(`invitations.mail.${mail}`)}
          </span>
          {' · '}
          {isOver
            ? t('invitations.expired')
            : t('invitations.expires', { date: formatMoment(expiresAt, dateFormat, now) })}
        </p>
      </div>
      <p className="flex w-36 justify-end gap-1 text-soft max-sm:hidden">
        <span className="flex-none">{t(`shared:roles.${role}`)}</span>
        {team !== undefined && (
          <>
            <span aria-hidden>·</span>
            <bdi className="truncate">{team}</bdi>
          </>
        )}
      </p>
      {!isOver && (
        <CopyLink id={id} email={email}>
          <Icon of={Link2} />
          <span className="max-sm:sr-only">{t('invitations.copyLink')}</span>
        </CopyLink>
      )}
      <InviteMenu invite={invite} />
    </li>
  );
}

function InviteMenu({ invite }: { invite: Invite }) {
  const { t } = useTexts();
  const { email } = invite;
  const sendsMail = useSendsMail();
  const onError = (error: unknown) =>
    showToast({ tone: 'danger', text: t('invitations.failed', { email }), detail: problemText(error) });
  const resend = useMutation({
    mutationFn: () => resendInvite(invite),
    onSuccess: (mail) =>
      showToast({ text: t(mail === 'off' ? 'invitations.prolonged' : 'invitations.resent', { email }) }),
    onError,
  });
  const revoke = useMutation({
    mutationFn: () => revokeInvite(invite),
    onSuccess: () => showToast({ text: t('invitations.revoked', { email }) }),
    onError,
  });
  const items = [
    {
      id: 'resend',
      label: t(sendsMail ? 'invitations.resend' : 'invitations.prolong'),
      icon: <Icon of={Send} />,
      run: () => resend.mutate(),
    },
    {
      id: 'revoke',
      label: t('invitations.revoke'),
      icon: <Icon of={X} />,
      isDanger: true,
      run: () => revoke.mutate(),
    },
  ];
  return (
    <MenuButton
      label={t('invitations.menuOf', { email })}
      aria-label={t('invitations.menuOf', { email })}
      groups={[{ id: 'invite', items }]}
      className={iconButton}
    >
      <Icon of={Ellipsis} />
    </MenuButton>
  );
}
