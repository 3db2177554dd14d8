import { useQuery } from '@tanstack/react-query';
import {
  CalendarClock,
  ChartNoAxesColumnIncreasing,
  CircleDot,
  FolderKanban,
  type LucideIcon,
  Milestone,
  Tag,
  UserRound,
} from 'lucide-react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import type { Choice } from '../../ui/popup/choice-list.tsx';
import { PriorityBars } from '../tasks/priority-bars.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { membersQuery } from '../../data/members/queries.ts';
import { ProjectDot } from '../projects/project-dot.tsx';
import { milestonesQuery, projectsQuery } from '../../data/projects/queries.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { barButton } from './bar-button.ts';
import { FieldFilterButton } from './field-filter-button.tsx';
import type { FilterName, ListSearch } from '../../data/lists/list-search.ts';
import { priorities } from '../../data/tasks/priorities.ts';

const dues = ['overdue', 'today', 'week', 'none'] as const;

interface FilterButtonsProps {
  readonly team: Team;
  readonly search: ListSearch;
  readonly onChange: (part: ListSearch) => void;
}

/** The filters of a list. */
export function FilterButtons({ team, search, onChange }: FilterButtonsProps) {
  const { t } = useTexts();
  const me = useMe();
  const { data: statuses = [] } = useQuery(statusesQuery(team.id));
  const { data: labels = [] } = useQuery(labelsQuery(team.organizationId));
  const { data: members = [] } = useQuery(membersQuery(team.organizationId));
  const { data: projects = [] } = useQuery(projectsQuery(team.organizationId));
  const own = projects.filter(({ id, teamIds }) => teamIds.includes(team.id) || id === search.project);
  const { data: milestones = [] } = useQuery({
    ...milestonesQuery(search.project ?? ''),
    enabled: enabledUnlessLeaving(search.project !== undefined),
  });
  const filterProps = { search, onChange };
  return (
    <>
      <FilterButton
        {...filterProps}
        name="assignee"
        icon={UserRound}
        choices={[
          { id: 'me', label: t('filter.me'), icon: avatarOf(me.name, me.avatarUrl) },
          { id: 'none', label: t('filter.nobody'), icon: <Icon of={UserRound} className="mx-0.5" /> },
          ...members
            .filter(({ userId }) => userId !== me.id)
            .map(({ user }) => ({ id: user.id, label: user.name, icon: avatarOf(user.name, user.avatarUrl) })),
        ]}
      />
      <FilterButton
        {...filterProps}
        name="status"
        icon={CircleDot}
        choices={statuses.map(({ id, name, category }) => ({
          id,
          label: statusName(name),
          icon: <StatusRing category={category} />,
        }))}
      />
      <FilterButton
        {...filterProps}
        name="priority"
        icon={ChartNoAxesColumnIncreasing}
        choices={priorities.map((id) => ({
          id,
          label: t(`shared:priorities.${id}`),
          icon: <PriorityBars priority={id} />,
        }))}
      />
      <FilterButton
        {...filterProps}
        name="label"
        icon={Tag}
        choices={labels.map(({ id, name, colour }) => ({
          id,
          label: name,
          icon: <span aria-hidden className="mx-1 size-2 rounded-full" style={{ backgroundColor: colour }} />,
        }))}
      />
      <FilterButton
        {...filterProps}
        name="due"
        icon={CalendarClock}
        isSingle
        choices={dues.map((id) => ({ id, label: t(`list.due.${id}`) }))}
      />
      {(own.length > 0 || search.project !== undefined) && (
        <FilterButton
          {...filterProps}
          // Milestones belong to a project.
          onChange={(part) => onChange({ ...part, milestone: undefined })}
          name="project"
          icon={FolderKanban}
          isSingle
          choices={own.map(({ id, name, colour }) => ({ id, label: name, icon: <ProjectDot colour={colour} /> }))}
        />
      )}
      {search.project !== undefined && (
        <FilterButton
          {...filterProps}
          name="milestone"
          icon={Milestone}
          choices={milestones.map(({ id, name }) => ({ id, label: name }))}
        />
      )}
      <FieldFilterButton team={team} value={search.fields} onChange={(fields) => onChange({ fields })} />
    </>
  );
}

interface FilterButtonProps {
  readonly name: Exclude<FilterName, 'q' | 'fields'>;
  readonly icon: LucideIcon;
  readonly choices: readonly Choice[];
  readonly isSingle?: boolean;
  readonly search: ListSearch;
  readonly onChange: (part: ListSearch) => void;
}

function FilterButton({ name, icon, choices, isSingle = false, search, onChange }: FilterButtonProps) {
  const { t } = useTexts();
  const selected = search[name]?.split(',') ?? [];
  const selectedChoices = choices.filter(({ id }) => selected.includes(id));
  const [first] = selectedChoices;
  const names = selectedChoices.map(({ label }) => label).join(t('common.comma'));
  // Choosing the only selected one again clears the filter.
  const choose = (ids: readonly string[]) =>
    onChange({ [name]: ids.length === 0 || (isSingle && ids[0] === selected[0]) ? undefined : ids.join() });
  return (
    <ChoiceButton
      label={t(`list.filters.${name}`)}
      aria-label={
        selectedChoices.length > 0
          ? t('list.filterIs', { name: t(`list.filters.${name}`), values: names })
          : t(`list.filters.${name}`)
      }
      title={t(`list.filters.${name}`)}
      choices={choices}
      selected={selected}
      mode={isSingle ? 'single' : 'multiple'}
      onChoose={choose}
      className={barButton}
    >
      <Icon of={icon} className={selectedChoices.length > 0 ? 'text-accent-text' : ''} />
      {first && <bdi className="truncate text-ink">{first.label}</bdi>}
      {selectedChoices.length > 1 && <span className="text-meta">+{formatNumber(selectedChoices.length - 1)}</span>}
    </ChoiceButton>
  );
}

function avatarOf(name: string, url: string | null) {
  return <Avatar name={name} url={url} />;
}
