import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useId, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Member } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Name } from '../../ui/name.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { memberSearchQuery } from '../../data/members/queries.ts';

interface PersonFieldProps {
  readonly label: string;
  readonly organizationId: string;
  /** People who cannot be selected. */
  readonly withoutIds: readonly string[];
  /** Only guests, or everyone but guests. */
  readonly among: 'members' | 'guests';
  readonly value: string;
  readonly onChange: (userId: string, member: Member) => void;
}

const maxShown = 6;

/** Selects a person by searching among all members. */
export function PersonField({ label, organizationId, withoutIds, among, value, onChange }: PersonFieldProps) {
  const { t } = useTexts();
  const [inputText, setInputText] = useState('');
  const group = useId();
  const q = useDeferredValue(inputText.trim());
  const search = { ...(q === '' ? {} : { q }), ...(among === 'guests' ? { role: 'guest' as const } : {}) };
  const { data } = useInfiniteQuery({
    ...memberSearchQuery(organizationId, search),
    placeholderData: (before) => before,
  });
  const candidates = (data?.pages[0]?.items ?? [])
    .filter(({ userId, role }) => !withoutIds.includes(userId) && (role === 'guest') === (among === 'guests'))
    .slice(0, maxShown);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-soft">{label}</legend>
      <SearchBox label={t('people.search')} value={inputText} onChange={setInputText} />
      <div className="grid min-h-60 content-start gap-px">
        {candidates.map((member) => (
          <label
            key={member.userId}
            className="flex h-10 cursor-pointer items-center gap-3 rounded-[6px] px-2 hover:bg-hover has-checked:bg-accent-wash has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={group}
              checked={value === member.userId}
              onChange={() => onChange(member.userId, member)}
              className="size-4 outline-none"
            />
            <Avatar name={member.user.name} url={member.user.avatarUrl} size={24} />
            <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
              <Name className="truncate">{member.user.name}</Name>
              <bdi dir="ltr" className="truncate text-meta text-muted">
                {member.user.email}
              </bdi>
            </span>
          </label>
        ))}
        {data && candidates.length === 0 && (
          <p role="status" className="px-2 py-3 text-muted">
            {t('people.nobodyFound')}
          </p>
        )}
      </div>
    </fieldset>
  );
}
