import { useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import type { MessageFilter } from '../../data/mail-log/queries.ts';
import { messageStates } from '../../data/mail-log/states.ts';

interface MessageFiltersProps {
  readonly filter: MessageFilter;
  /** The types of the emails that are shown. */
  readonly types: readonly string[];
}

/** Which emails are listed: by state, type and address. */
export function MessageFilters({ filter, types }: MessageFiltersProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const choose = (choice: MessageFilter) =>
    void navigate({ to: '/admin/messages', search: { ...filter, ...choice }, replace: true });
  const offered = [...new Set([...types, ...(filter.type === undefined ? [] : [filter.type])])].toSorted();
  return (
    <div className="flex flex-wrap gap-2">
      <SearchBox
        label={t('mailLog.search')}
        className="flex-1 basis-40"
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
          ...messageStates.map((state) => [state, t(`outbox.state.${state}`)] as const),
        ]}
        onChange={(value) => choose({ state: messageStates.find((state) => state === value) })}
      />
      <SmallSelect
        label={t('outbox.type')}
        value={filter.type ?? ''}
        options={[['', t('mailLog.allTypes')], ...offered.map((type) => [type, type] as const)]}
        onChange={(value) => choose({ type: value || undefined })}
      />
    </div>
  );
}
