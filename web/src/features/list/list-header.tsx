import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowDownUp } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { barButton } from '../filters/bar-button.ts';
import { FilterButton } from '../filters/filter-button.tsx';
import { GroupButton } from '../filters/group-button.tsx';
import { FilterChips } from '../filters/filter-chips.tsx';
import { TextFilter } from '../filters/text-filter.tsx';
import { ViewsButton } from '../filters/views-button.tsx';
import { TeamHeader } from '../teams/team-header.tsx';
import type { ListSearch } from '../../data/lists/list-search.ts';
import { teamScope } from '../../data/lists/task-scope.ts';
import { sortNames } from './order-tasks.ts';

interface ListHeaderProps {
  readonly team: Team;
  readonly search: ListSearch;
  /** Null until known. */
  readonly count: number | null;
  readonly hasMore: boolean;
}

/** The filters, order and groups of a list, all stored in the address. */
export function ListHeader({ team, search, count, hasMore }: ListHeaderProps) {
  const { t } = useTexts();
  const scope = teamScope(team);
  const navigate = useNavigate({ from: '/teams/$teamId/list' });
  const change = (part: ListSearch) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...part }), replace: true });
  return (
    <>
      <TeamHeader team={team}>
        <ViewsButton scope={scope} layout="list" search={search} />
      </TeamHeader>
      <div className="flex flex-none flex-wrap items-center gap-1 border-b border-line px-3 py-1.5">
        <TextFilter
          q={search.q}
          help={[t('list.title'), t('list.filter')]}
          className="w-40"
          onChange={(q) => change({ q })}
        />
        <FilterButton scope={scope} filter={search} onChange={change} />
        <FilterChips scope={scope} filter={search} onChange={change} />
        <span className="ms-auto" />
        <OrderButtons team={team} search={search} onChange={change} />
        <span role="status" className="px-1 text-meta whitespace-nowrap text-muted">
          {count !== null && (hasMore ? t('list.first', { count }) : t('list.count', { count }))}
        </span>
      </div>
    </>
  );
}

interface OrderButtonsProps {
  readonly team: Team;
  readonly search: ListSearch;
  readonly onChange: (part: ListSearch) => void;
}

function OrderButtons({ team, search: { sort = 'rank', group }, onChange }: OrderButtonsProps) {
  const { t } = useTexts();
  const { data: fields = [] } = useQuery(fieldsQuery(team.id));
  const isReversed = sort.startsWith('-');
  const name = isReversed ? sort.slice(1) : sort;
  const sorts = [
    ...sortNames.map((id) => ({ id, label: t(`list.sorts.${id}`) })),
    ...fields.map((field) => ({ id: `field.${field.id}`, label: field.name })),
  ];
  const selected = sorts.find(({ id }) => id === name);
  return (
    <>
      <GroupButton scope={teamScope(team)} layout="list" group={group} onChange={onChange} />
      <ChoiceButton
        label={t('list.sortBy')}
        aria-label={t('list.sortByIs', { name: selected?.label ?? '' })}
        choices={[...sorts, { id: 'reverse', label: t(isReversed ? 'list.forwards' : 'list.backwards') }]}
        selected={[name]}
        mode="single"
        onChoose={([id]) => {
          if (id === 'reverse') onChange({ sort: isReversed ? name : `-${name}` });
          else onChange({ sort: id === undefined || id === 'rank' ? undefined : id });
        }}
        className={barButton}
      >
        <Icon of={ArrowDownUp} className={isReversed ? '-scale-y-100' : ''} />
        {name !== 'rank' && <bdi className="truncate max-sm:sr-only">{selected?.label}</bdi>}
      </ChoiceButton>
    </>
  );
}
