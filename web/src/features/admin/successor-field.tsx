import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Name } from '../../ui/name.tsx';
import { inputClass } from '../../ui/text-field.tsx';
import { usersQuery } from '../../data/accounts/queries.ts';

interface SuccessorFieldProps {
  /** The id of the person whose tasks are handed over. */
  readonly withoutId: string;
  readonly value: string;
  readonly onChange: (userId: string) => void;
}

const maxShown = 6;

/** Selects a person by searching among all accounts. */
export function SuccessorField({ withoutId, value, onChange }: SuccessorFieldProps) {
  const { t } = useTexts();
  const [inputText, setInputText] = useState('');
  const { data } = useInfiniteQuery({
    ...usersQuery(useDeferredValue(inputText.trim())),
    placeholderData: (before) => before,
  });
  const candidates = (data?.pages[0]?.items ?? [])
    .filter(({ id, lockedAt, leavingAt }) => id !== withoutId && lockedAt === null && leavingAt === null)
    .slice(0, maxShown);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-soft">{t('users.successor')}</legend>
      <input
        type="search"
        aria-label={t('users.search')}
        placeholder={t('users.placeholder')}
        value={inputText}
        onChange={({ target }) => setInputText(target.value)}
        className={`${inputClass} h-9`}
      />
      <div className="grid gap-px">
        {candidates.map(({ id, name, email, avatarUrl }) => (
          <label
            key={id}
            className="flex cursor-pointer items-center gap-3 rounded-[6px] px-2 py-1.5 hover:bg-hover has-checked:bg-accent-wash"
          >
            <input
              type="radio"
              name="successor"
              checked={value === id}
              onChange={() => onChange(id)}
              className="size-4"
            />
            <Avatar name={name} url={avatarUrl} size={24} />
            <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
              <Name className="truncate">{name}</Name>
              <bdi dir="ltr" className="truncate text-meta text-muted">
                {email}
              </bdi>
            </span>
          </label>
        ))}
        {data && candidates.length === 0 && <p className="px-2 text-muted">{t('users.nothing')}</p>}
      </div>
    </fieldset>
  );
}
