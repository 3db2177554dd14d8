import { Ellipsis, LogOut, Pencil, UserMinus } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Member, Permissions } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import type { MenuAction } from '../../ui/popup/menu-action.ts';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { iconButton } from '../../ui/icon-button.tsx';

interface MemberRowProps {
  readonly member: Member;
  readonly may: Permissions['organization'] | undefined;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

export function MemberRow({ member, may, onEdit, onRemove }: MemberRowProps) {
  const { t } = useTexts();
  const me = useMe();
  const { user, role, position, title } = member;
  const isMe = user.id === me.id;
  const actions = useActions({ member, isMe, may, onEdit, onRemove });
  return (
    <li className="flex items-center gap-3 rounded-normal px-3 py-2 hover:bg-hover">
      <Avatar name={user.name} url={user.avatarUrl} size={32} />
      <div className="min-w-0 flex-1">
        <p className="flex gap-2 font-medium">
          <Name className="truncate">{user.name}</Name>
          {isMe && <span className="flex-none font-normal text-muted">{t('people.you')}</span>}
        </p>
        <p className="own-direction truncate text-meta text-muted">{user.email}</p>
      </div>
      <p className="own-direction w-44 truncate text-soft max-md:hidden">
        {title === '' ? position !== 'other' && t(`positions.${position}`) : title}
      </p>
      <span className="w-16 text-end text-soft">{t(`shared:roles.${role}`)}</span>
      <span className="size-7">
        {actions.length > 0 && (
          <MenuButton
            label={t('people.menuOf', { name: user.name })}
            aria-label={t('people.menuOf', { name: user.name })}
            groups={[{ id: 'member', items: actions }]}
            className={iconButton}
          >
            <Icon of={Ellipsis} />
          </MenuButton>
        )}
      </span>
    </li>
  );
}

/** Actions on a member: nobody sets their own role, everyone may leave. */
function useActions({ member, isMe, may, onEdit, onRemove }: MemberRowProps & { readonly isMe: boolean }) {
  const { t } = useTexts();
  const edit: MenuAction = { id: 'edit', label: t('people.edit'), icon: <Icon of={Pencil} />, run: onEdit };
  const remove: MenuAction = {
    id: 'remove',
    label: t(isMe ? 'people.leave' : 'people.remove'),
    icon: <Icon of={isMe ? LogOut : UserMinus} />,
    isDanger: true,
    run: onRemove,
  };
  if (isMe) return [remove];
  if (may?.manageMembers !== true) return [];
  return member.role === 'owner' && !may.manageOwners ? [edit] : [edit, remove];
}
