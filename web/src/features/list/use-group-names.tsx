import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { PriorityBars } from '../tasks/priority-bars.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { membersQuery } from '../../data/members/queries.ts';
import { projectsQuery } from '../../data/projects/queries.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { stretches } from '../../data/tasks/group-tasks.ts';
import { priorities } from '../../data/tasks/priorities.ts';

interface GroupNames {
  /** The groups' ids in display order. */
  readonly order: readonly string[];
  readonly nameOf: (id: string) => string;
  readonly iconOf: (id: string) => ReactNode;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly icon?: ReactNode;
}

/** The names and the order of a list's groups. */
export function useGroupNames({ id: teamId, organizationId }: Team, by: string | undefined): GroupNames {
  const { t } = useTexts();
  const { data: statuses } = useQuery(statusesQuery(teamId));
  const { data: fields } = useQuery(fieldsQuery(teamId));
  const { data: labels } = useQuery(labelsQuery(organizationId));
  const { data: members } = useQuery(membersQuery(organizationId));
  const { data: projects } = useQuery({
    ...projectsQuery(organizationId),
    enabled: enabledUnlessLeaving(by === 'project'),
  });
  return useMemo(() => {
    const dot = (colour: string) => (
      <span aria-hidden className="mx-1 size-2 rounded-full" style={{ backgroundColor: colour }} />
    );
    const avatarOf = (name: string, url: string | null) => <Avatar name={name} url={url} />;
    const people = (members ?? []).map(({ user: { id, name, avatarUrl } }) => ({
      id,
      name,
      icon: avatarOf(name, avatarUrl),
    }));
    const groupNames = (): readonly Named[] => {
      switch (by) {
        case 'status':
          return (statuses ?? []).map(({ id, name, category }) => ({
            id,
            name: statusName(name),
            icon: <StatusRing category={category} />,
          }));
        case 'assignee':
          return people;
        case 'priority':
          return priorities.map((id) => ({
            id,
            name: t(`shared:priorities.${id}`),
            icon: <PriorityBars priority={id} />,
          }));
        case 'label':
          return (labels ?? []).map(({ id, name, colour }) => ({ id, name, icon: dot(colour) }));
        case 'project':
          return (projects ?? []).map(({ id, name, colour }) => ({ id, name, icon: dot(colour) }));
        case 'due':
          return stretches.map((id) => ({ id, name: t(`list.due.${id === '' ? 'none' : id}`) }));
        default: {
          const field = fields?.find(({ id }) => by === `field.${id}`);
          if (field?.type === 'person') return people;
          return field?.options.map(({ id, name }) => ({ id, name })) ?? [];
        }
      }
    };
    const nameById = new Map(groupNames().map((one) => [one.id, one]));
    return {
      order: [...nameById.keys()],
      nameOf: (id) => nameById.get(id)?.name ?? (id === '' ? t(by === 'assignee' ? 'task.nobody' : 'task.none') : id),
      iconOf: (id) => nameById.get(id)?.icon,
    };
  }, [by, statuses, fields, labels, members, projects, t]);
}
