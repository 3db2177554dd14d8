import { useMutation } from '@tanstack/react-query';
import { Ellipsis, KeyRound, Link2, Lock, LockOpen, LogOut, ScrollText, Shield, ShieldOff, Trash2 } from 'lucide-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { AdminUser } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import type { MenuAction } from '../../ui/popup/menu-action.ts';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useMe } from '../../data/session/use-me.ts';
import { useSendsMail } from '../../data/server/use-server.ts';
import { DeleteUserDialog } from './delete-user-dialog.tsx';
import { actOnUser, linkForUser, type UserAct } from '../../data/accounts/queries.ts';
import { type UserLink, UserLinkDialog } from './user-link-dialog.tsx';
import { iconButton } from '../../ui/icon-button.tsx';

type LinkKind = Parameters<typeof linkForUser>[1];

export function UserRow({ user }: { user: AdminUser }) {
  const { t } = useTexts();
  const me = useMe();
  const [isDeleting, setDeleting] = useState(false);
  const [link, setLink] = useState<UserLink>();
  const { id, name, email, avatarUrl } = user;
  const menuName = t('users.menu', { name });
  return (
    <li className="flex items-center gap-3 rounded-normal px-3 py-2 hover:bg-hover">
      <Avatar name={name} url={avatarUrl} size={32} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Name className="min-w-0 truncate font-medium">{name}</Name>
          {id === me.id && <span className="text-muted">{t('users.you')}</span>}
        </p>
        <p className="flex flex-wrap gap-x-3 text-meta text-muted">
          <bdi dir="ltr" className="min-w-0 truncate">
            {email}
          </bdi>
          <UserMarks user={user} />
        </p>
      </div>
      <MenuButton
        label={menuName}
        aria-label={menuName}
        groups={useActions(user, () => setDeleting(true), setLink)}
        className={iconButton}
      >
        <Icon of={Ellipsis} />
      </MenuButton>
      {isDeleting && <DeleteUserDialog user={user} onClose={() => setDeleting(false)} />}
      {link && <UserLinkDialog link={link} onClose={() => setLink(undefined)} />}
    </li>
  );
}

function UserMarks({ user: { instanceAdmin, lockedAt, leavingAt, emailVerified } }: { user: AdminUser }) {
  const { t } = useTexts();
  const badges = [
    ...(instanceAdmin ? [{ text: t('users.admin'), look: 'text-accent-text' }] : []),
    ...(lockedAt === null ? [] : [{ text: t('users.locked'), look: 'text-danger' }]),
    ...(leavingAt === null ? [] : [{ text: t('users.leaving'), look: 'text-danger' }]),
    ...(emailVerified ? [] : [{ text: t('users.unconfirmed'), look: '' }]),
  ];
  return badges.map(({ text, look: className }) => (
    <span key={text} className={className}>
      {text}
    </span>
  ));
}

/** Actions on an account; people cannot lock or delete their own here. */
function useActions(user: AdminUser, onDelete: () => void, onLink: (link: UserLink) => void) {
  const { t } = useTexts();
  const sendsMail = useSendsMail();
  const me = useMe();
  const navigate = useNavigate();
  const { id, name } = user;
  const run = useMutation({
    mutationFn: (act: UserAct) => actOnUser(act, user),
    onSuccess: (_done, act) => showToast({ text: t(`users.done.${act}`, { name }) }),
    onError: (error) => showToast({ tone: 'danger', text: t('users.failed', { name }), detail: problemText(error) }),
  });
  const showLink = useMutation({
    mutationFn: (kind: LinkKind) => linkForUser(id, kind),
    onSuccess: (url) => onLink({ name, url }),
    onError: (error) => showToast({ tone: 'danger', text: t('users.failed', { name }), detail: problemText(error) }),
  });
  const link = (kind: LinkKind): MenuAction => ({
    id: kind,
    label: t(`users.${kind}Link`),
    icon: <Icon of={Link2} />,
    run: () => showLink.mutate(kind),
  });
  // Actions that replace mails on a server without mail.
  const links = [
    link('reset'),
    ...(user.emailVerified ? [] : [link('verify')]),
    ...(user.leavingAt === null ? [] : [link('restore')]),
  ];
  const act = (action: UserAct, icon: typeof Lock): MenuAction => ({
    id: action,
    label: t(`users.${action}`),
    icon: <Icon of={icon} />,
    run: () => run.mutate(action),
  });
  const isOther = id !== me.id;
  const audit: MenuAction = {
    id: 'audit',
    label: t('users.inAudit'),
    icon: <Icon of={ScrollText} />,
    run: () => void navigate({ to: '/admin/audit-log', search: { userId: id } }),
  };
  const role = user.instanceAdmin ? act('revokeAdmin', ShieldOff) : act('makeAdmin', Shield);
  const lock = user.lockedAt === null ? act('lock', Lock) : act('unlock', LockOpen);
  const remove: MenuAction = {
    id: 'delete',
    label: t('users.delete'),
    icon: <Icon of={Trash2} />,
    isDanger: true,
    run: onDelete,
  };
  return [
    { id: 'look', items: [audit] },
    { id: 'account', items: [...(sendsMail ? [act('sendReset', KeyRound)] : links), act('signOut', LogOut), role] },
    ...(isOther ? [{ id: 'end', items: [lock, remove] }] : []),
  ];
}
