import { useQueries, useQuery } from '@tanstack/react-query';
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
import type { Status } from '../../api/types.ts';
import { sharedColumns } from '../../data/boards/columns.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import { membersQuery } from '../../data/members/queries.ts';
import { filterProjects } from '../../data/projects/filter-projects.ts';
import { milestonesQuery, projectsQuery } from '../../data/projects/queries.ts';
import { useMe } from '../../data/session/use-me.ts';
import type { FilterName, TaskFilter } from '../../data/tasks/filter.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Choice } from '../../ui/popup/choice-list.tsx';
import { labelChoice, priorityChoices, statusChoice } from '../tasks/choices.tsx';
import { ProjectDot } from '../tasks/project-dot.tsx';

/** The filters with a list of values. */
export type ChoiceFilterName = Exclude<FilterName, 'q' | 'fields'>;

export interface ChoiceFilter {
  readonly name: ChoiceFilterName;
  readonly icon: LucideIcon;
  readonly choices: readonly Choice[];
  readonly isSingle?: boolean;
  /** The ids that a choice stands for, if that is not its own. */
  readonly idsOf?: ReadonlyMap<string, readonly string[]>;
}

function person(id: string, label: string, name: string, url: string | null): Choice {
  return { id, label, icon: <Avatar name={name} url={url} /> };
}

const dues = ['overdue', 'today', 'week', 'none'] as const;

/** The filters that the tasks of a team or a project can have, with their values. */
export function useFilters({ organizationId, teams, project }: TaskScope, filter: TaskFilter): readonly ChoiceFilter[] {
  const { t } = useTexts();
  const me = useMe();
  const columns = useQueries({ queries: teams.map(({ id }) => statusesQuery(id)), combine: columnsOf });
  const { data: labels = [] } = useQuery(labelsQuery(organizationId));
  const { data: members = [] } = useQuery(membersQuery(organizationId));
  const { data: projects = [] } = useQuery(projectsQuery(organizationId));
  const projectId = project?.id ?? filter.project;
  const { data: milestones = [] } = useQuery({
    ...milestonesQuery(projectId ?? ''),
    enabled: enabledUnlessLeaving(projectId !== undefined),
  });
  const teamIds = new Set(teams.map(({ id }) => id));
  const own = project ? [] : filterProjects(projects, teamIds, filter.project);
  const assignees = [
    person('me', t('filter.me'), me.name, me.avatarUrl),
    { id: 'none', label: t('filter.nobody'), icon: <Icon of={UserRound} className="mx-0.5" /> },
    ...members
      .filter(({ userId }) => userId !== me.id)
      .map(({ user: { id, name, avatarUrl } }) => person(id, name, name, avatarUrl)),
  ];
  return [
    { name: 'assignee', icon: UserRound, choices: assignees },
    {
      name: 'status',
      icon: CircleDot,
      choices: columns.map(statusChoice),
      idsOf: new Map(columns.map((column) => [column.id, column.statuses.map(({ id }) => id)])),
    },
    { name: 'priority', icon: ChartNoAxesColumnIncreasing, choices: priorityChoices(t) },
    { name: 'label', icon: Tag, choices: labels.map(labelChoice) },
    {
      name: 'due',
      icon: CalendarClock,
      isSingle: true,
      choices: dues.map((id) => ({ id, label: t(`list.due.${id}`) })),
    },
    ...(own.length > 0 || (project === undefined && filter.project !== undefined)
      ? [
          {
            name: 'project' as const,
            icon: FolderKanban,
            isSingle: true,
            choices: own.map(({ id, name, colour }) => ({ id, label: name, icon: <ProjectDot colour={colour} /> })),
          },
        ]
      : []),
    // Milestones belong to a project.
    ...(projectId === undefined
      ? []
      : [
          {
            name: 'milestone' as const,
            icon: Milestone,
            choices: milestones.map(({ id, name }) => ({ id, label: name })),
          },
        ]),
  ];
}

function columnsOf(results: readonly { readonly data?: readonly Status[] | undefined }[]) {
  return sharedColumns(results.map(({ data }) => data ?? []));
}
