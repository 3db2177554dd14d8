import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { PublicOrganization } from '../../api/types.ts';
import { buttonClass } from '../../ui/button.tsx';
import { FocusPage } from '../../ui/focus-page.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Unread } from '../../ui/unread.tsx';
import { meQuery } from '../../data/session/session.ts';
import { AskDialog } from './ask-dialog.tsx';
import { publicOrganizationsQuery } from '../../data/public-organizations/queries.ts';
import { PublicRow } from './public-row.tsx';

/** Publicly listed organizations, with join requests. */
export function JoinPage() {
  const { t } = useTexts();
  const { data: me } = useQuery(meQuery);
  const [inputText, setInputText] = useState('');
  const list = useInfiniteQuery({
    ...publicOrganizationsQuery(useDeferredValue(inputText.trim())),
    placeholderData: (before) => before,
  });
  const [asking, setAsking] = useState<PublicOrganization | null>(null);
  const loadedOrganizations = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const isGuest = me === null || me === undefined;
  return (
    <FocusPage title={t('joining.title')} text={t('joining.text')}>
      <div className="grid gap-3">
        <SearchBox label={t('joining.search')} value={inputText} onChange={setInputText} />
        <Unread query={list} />
        {list.data && loadedOrganizations.length === 0 && (
          <p role="status" className="py-8 text-center text-balance text-muted">
            {t(inputText.trim() === '' ? 'joining.empty' : 'joining.noneFound')}
          </p>
        )}
        <ul aria-label={t('joining.list')}>
          {loadedOrganizations.map((organization) => (
            <PublicRow
              key={organization.id}
              organization={organization}
              isGuest={isGuest}
              onAsk={() => setAsking(organization)}
            />
          ))}
        </ul>
        <MoreButton query={list} />
        {isGuest && (
          <Link to="/sign-in" search={{ next: '/join' }} className={buttonClass({ tone: 'primary', size: 'large' })}>
            {t('joining.signIn')}
          </Link>
        )}
      </div>
      {asking && <AskDialog organization={asking} onClose={() => setAsking(null)} />}
    </FocusPage>
  );
}
