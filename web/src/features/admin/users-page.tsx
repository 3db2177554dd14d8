import { useInfiniteQuery } from '@tanstack/react-query';
import { Search, UserPlus } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Late, Skeleton } from '../../ui/skeleton.tsx';
import { inputClass } from '../../ui/text-field.tsx';
import { NewUserDialog } from './new-user-dialog.tsx';
import { usersQuery } from '../../data/accounts/queries.ts';
import { UserRow } from './user-row.tsx';

/** All accounts of this installation. */
export function UsersPage() {
  const { t } = useTexts();
  const [inputText, setInputText] = useState('');
  const q = useDeferredValue(inputText.trim());
  const users = useInfiniteQuery({ ...usersQuery(q), placeholderData: (before) => before });
  const [isMaking, setMaking] = useState(false);
  const loadedUsers = users.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="text-reading font-semibold">{t('users.title')}</h1>
        <Button tone="primary" className="ms-auto" onClick={() => setMaking(true)}>
          <Icon of={UserPlus} />
          {t('users.new')}
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-3 p-4">
          <div className="relative">
            <Icon of={Search} className="pointer-events-none absolute inset-y-0 start-2.5 my-auto text-muted" />
            <input
              type="search"
              aria-label={t('users.search')}
              placeholder={t('users.placeholder')}
              value={inputText}
              onChange={({ target }) => setInputText(target.value)}
              className={`${inputClass} h-9 ps-8`}
            />
          </div>
          {users.error && !users.data && <ErrorState error={users.error} onRetry={() => void users.refetch()} />}
          {!users.data && !users.error && (
            <Late>
              <Skeleton className="h-12" />
              <Skeleton className="h-12" />
            </Late>
          )}
          {users.data && loadedUsers.length === 0 && (
            <p role="status" className="px-3 py-8 text-center text-muted">
              {t('users.nothing')}
            </p>
          )}
          <ul aria-label={t('users.title')}>
            {loadedUsers.map((user) => (
              <UserRow key={user.id} user={user} />
            ))}
          </ul>
          <MoreButton query={users} />
        </div>
      </div>
      {isMaking && <NewUserDialog onClose={() => setMaking(false)} />}
    </div>
  );
}
