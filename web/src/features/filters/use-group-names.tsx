import { useQueries, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { type TaskScope, onlyTeam } from '../../data/lists/task-scope.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { labelChoice, priorityChoices, statusChoice } from '../tasks/choices.tsx';
import { ProjectDot } from '../tasks/project-dot.tsx';
import { membersQuery } from '../../data/members/queries.ts';
import { milestonesQuery, projectsQuery } from '../../data/projects/queries.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { duePeriods } from '../../data/tasks/group-tasks.ts';
import type { Milestone } from '../../api/types.ts';
import { taskTitlesQuery } from '../../data/tasks/queries.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { unnamedGroup } from './unnamed-group.ts';

export interface GroupNames {
  /** The groups' ids in display order. */
  readonly order: readonly string[];
  /** Groups that a board shows even without tasks, because there are few. */
  readonly always: readonly string[];
  readonly nameOf: (id: string) => string;
  readonly iconOf: (id: string) => ReactNode;
  /** The project of a milestone. */
  readonly projectOf: (milestoneId: string) => string | undefined;
}

interface Named {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
}

const nothing: readonly never[] = [];

/**
 * The names and the order of the groups of a list or a board.
 * @param parentIds The groups of tasks with a parent, whose titles are read if they are unknown.
 */
export function useGroupNames(
  scope: TaskScope,
  by: string | undefined,
  parentIds: readonly string[] = nothing,
): GroupNames {
  const { t } = useTexts();
  const { organizationId, project } = scope;
  const team = onlyTeam(scope);
  const { data: statuses } = useQuery({
    ...statusesQuery(team?.id ?? ''),
    enabled: enabledUnlessLeaving(by === 'status' && team !== undefined),
  });
  const { data: fields } = useQuery({
    ...fieldsQuery(team?.id ?? ''),
    enabled: enabledUnlessLeaving(team !== undefined),
  });
  const { data: labels } = useQuery(labelsQuery(organizationId));
  const { data: members } = useQuery(membersQuery(organizationId));
  const { data: projects } = useQuery({
    ...projectsQuery(organizationId),
    enabled: enabledUnlessLeaving(by === 'project' || by === 'milestone'),
  });
  const ofTeams = projects?.filter(({ teamIds }) => scope.teams.some(({ id }) => teamIds.includes(id)));
  const milestones = useQueries({
    queries: (by === 'milestone' ? (project ? [project] : (ofTeams ?? nothing)) : nothing).map(({ id }) =>
      milestonesQuery(id),
    ),
    combine: milestonesOf,
  });
  const unknownIds = by === 'parent' ? parentIds.filter((id) => id !== '' && tasks.get(id) === undefined) : nothing;
  const { data: titles } = useQuery({
    ...taskTitlesQuery(unknownIds),
    enabled: enabledUnlessLeaving(unknownIds.length > 0),
  });
  return useMemo(() => {
    const people = (members ?? nothing).map(({ user: { id, name, avatarUrl } }) => ({
      id,
      label: name,
      icon: <Avatar name={name} url={avatarUrl} />,
    }));
    const field = fields?.find(({ id }) => by === `field.${id}`);
    const named = (): readonly Named[] => {
      switch (by) {
        case 'status':
          return (statuses ?? nothing).map(statusChoice);
        case 'assignee':
          return people;
        case 'priority':
          return priorityChoices(t);
        case 'label':
          return (labels ?? nothing).map(labelChoice);
        case 'project':
          return (projects ?? nothing).map(({ id, name, colour }) => {
            return { id, label: name, icon: <ProjectDot colour={colour} /> };
          });
        case 'milestone':
          return milestones.map(({ id, name }) => ({ id, label: name }));
        case 'parent':
          return parentIds.map((id) => ({ id, label: tasks.get(id)?.title ?? titles?.get(id) ?? '' }));
        case 'due':
          return duePeriods.map((id) => ({ id, label: t(`list.due.${id === '' ? 'none' : id}`) }));
        default:
          if (field?.type === 'person') return people;
          return field?.options.map(({ id, name }) => ({ id, label: name })) ?? nothing;
      }
    };
    const nameById = new Map(named().map((one) => [one.id, one]));
    const order = [...nameById.keys()];
    const projectByMilestone = new Map(milestones.map(({ id, projectId }) => [id, projectId]));
    return {
      order,
      always: by === 'priority' || field?.type === 'choice' ? order : nothing,
      nameOf: (id) => nameById.get(id)?.label ?? unnamedGroup(t, by, id),
      iconOf: (id) => nameById.get(id)?.icon,
      projectOf: (id) => projectByMilestone.get(id),
    };
  }, [by, statuses, fields, labels, members, projects, milestones, parentIds, titles, t]);
}

function milestonesOf(results: readonly { readonly data?: readonly Milestone[] | undefined }[]): readonly Milestone[] {
  return results.flatMap(({ data }) => data ?? nothing);
}
