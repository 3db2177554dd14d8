import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import { emailTypesQuery, type MessageFilter } from '../../data/mail-log/queries.ts';
import { messageStates } from '../../data/mail-log/states.ts';

/** Which emails are listed: by state, type, and address or subject. */
export function MessageFilters({ filter }: { filter: MessageFilter }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const choose = (choice: MessageFilter) =>
    void navigate({ to: '/admin/messages', search: { ...filter, ...choice }, replace: true });
  const { data: types = [] } = useQuery(emailTypesQuery);
  const { type: chosen } = filter;
  const isListed = chosen === undefined || types.some(({ type }) => type === chosen);
  return (
    <div className="flex flex-wrap gap-2">
      <SearchBox
        label={t('mailLog.search')}
        className="basis-full"
        dir="auto"
        maxLength={320}
        defaultValue={filter.q ?? ''}
        onChange={(text) => choose({ q: text.trim() || undefined })}
      />
      <SmallSelect
        label={t('mailLog.state')}
        value={filter.state ?? ''}
        options={[
          ['', t('mailLog.allStates')],
          ...messageStates.map((state) => [state, t(`mailLog.states.${state}`)] as const),
        ]}
        onChange={(value) => choose({ state: messageStates.find((state) => state === value) })}
      />
      <SmallSelect
        label={t('mailLog.type')}
        value={chosen ?? ''}
        options={[
          ['', t('mailLog.allTypes')],
          ...types.map(({ type, name }) => [type, name] as const),
          ...(isListed ? [] : [[chosen, chosen] as const]),
        ]}
        onChange={(value) => choose({ type: value || undefined })}
      />
    </div>
  );
}
