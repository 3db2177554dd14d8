import { Link2, Mail } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Invite } from '../../api/types.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { useManner } from '../../i18n/use-manner.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../../ui/icon.tsx';
import { CopyInviteLink } from './copy-invite-link.tsx';

/** Somebody who was asked and has not come yet. Where the mail failed, its link can be handed over. */
export function InviteRow({ invite: { id, email, role, mail, expiresAt } }: { invite: Invite }) {
  const { t } = useTexts();
  const manner = useManner();
  const now = useNow();
  return (
    <li className="flex items-center gap-3 rounded-normal px-3 py-2 hover:bg-hover">
      <span className="grid size-8 shrink-0 place-items-center rounded-full bg-hover text-muted">
        <Icon of={Mail} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <bdi dir="ltr">{email}</bdi>
        </p>
        <p className="truncate text-meta text-muted">
          <span className={mail === 'failed' ? 'text-danger' : ''}>{t(`members.mail.${mail}`)}</span>
          {' · '}
          {t('members.expires', { date: formatMoment(expiresAt, manner, now) })}
        </p>
      </div>
      <CopyInviteLink id={id} email={email}>
        <Icon of={Link2} />
        <span className="max-sm:sr-only">{t('members.copyLink')}</span>
      </CopyInviteLink>
      <span className="text-soft">{t(`shared:roles.${role}`)}</span>
    </li>
  );
}
