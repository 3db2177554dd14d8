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
import { labelsQuery } from '../../data/labels/queries.ts';
import { membersQuery } from '../../data/members/queries.ts';
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
}

function person(id: string, label: string, name: string, url: string | null): Choice {
  return { id, label, icon: <Avatar name={name} url={url} /> };
}

const dues = ['overdue', 'today', 'week', 'none'] as const;

/** The filters that a team's tasks can have, with their values. */
export function useFilters({ id: teamId, organizationId }: Team, filter: TaskFilter): readonly ChoiceFilter[] {
  const { t } = useTexts();
  const me = useMe();
  const { data: statuses = [] } = useQuery(statusesQuery(teamId));
  const { data: labels = [] } = useQuery(labelsQuery(organizationId));
  const { data: members = [] } = useQuery(membersQuery(organizationId));
  const { data: projects = [] } = useQuery(projectsQuery(organizationId));
  const { data: milestones = [] } = useQuery({
    ...milestonesQuery(filter.project ?? ''),
    enabled: enabledUnlessLeaving(filter.project !== undefined),
  });
  const own = projects.filter(({ teamIds }) => teamIds.includes(teamId));
  const assignees = [
    person('me', t('filter.me'), me.name, me.avatarUrl),
    { id: 'none', label: t('filter.nobody'), icon: <Icon of={UserRound} className="mx-0.5" /> },
    ...members
      .filter(({ userId }) => userId !== me.id)
      .map(({ user: { id, name, avatarUrl } }) => person(id, name, name, avatarUrl)),
  ];
  return [
    { name: 'assignee', icon: UserRound, choices: assignees },
    { name: 'status', icon: CircleDot, choices: statuses.map(statusChoice) },
    { name: 'priority', icon: ChartNoAxesColumnIncreasing, choices: priorityChoices(t) },
    { name: 'label', icon: Tag, choices: labels.map(labelChoice) },
    {
      name: 'due',
      icon: CalendarClock,
      isSingle: true,
      choices: dues.map((id) => ({ id, label: t(`list.due.${id}`) })),
    },
    ...(own.length > 0 || filter.project !== undefined
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
    ...(filter.project === undefined
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
