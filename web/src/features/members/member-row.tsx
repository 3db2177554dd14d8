import { useTexts } from '../../i18n/use-texts.ts';
import type { Member } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Name } from '../../ui/name.tsx';
import { useMe } from '../auth/use-me.ts';

export function MemberRow({ member: { user, role, title } }: { member: Member }) {
  const { t } = useTexts();
  const me = useMe();
  return (
    <li className="flex items-center gap-3 rounded-normal px-3 py-2 hover:bg-hover">
      <Avatar name={user.name} url={user.avatarUrl} size={32} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <Name>{user.name}</Name>
          {user.id === me.id && <span className="ms-2 font-normal text-muted">{t('members.you')}</span>}
        </p>
        <p className="truncate text-meta text-muted">
          <bdi dir="ltr">{user.email}</bdi>
          {title !== '' && (
            <>
              {' · '}
              <Name>{title}</Name>
            </>
          )}
        </p>
      </div>
      <span className="text-soft">{t(`shared:roles.${role}`)}</span>
    </li>
  );
}
