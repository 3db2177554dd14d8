import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { enabledUnlessLeaving } from '../../../api/enabled-unless-leaving.ts';
import type { Task } from '../../../api/types.ts';
import { useDateFormat } from '../../../i18n/use-date-format.ts';
import { useNow } from '../../../lib/use-now.ts';
import { membersQuery } from '../../../data/members/queries.ts';
import { milestonesQuery, projectsQuery } from '../../../data/projects/queries.ts';
import { fieldsQuery } from '../../../data/fields/queries.ts';
import { labelsQuery } from '../../../data/labels/queries.ts';
import { teamsQuery } from '../../../data/teams/queries.ts';
import type { ValueNames } from './value-text.ts';

/** Names for the ids in a task's values. */
export function useValueNames({ organizationId, teamId, projectId }: Task): ValueNames {
  const dateFormat = useDateFormat();
  const now = useNow();
  const { data: members = [] } = useQuery(membersQuery(organizationId));
  const { data: labels = [] } = useQuery(labelsQuery(organizationId));
  const { data: projects = [] } = useQuery(projectsQuery(organizationId));
  const { data: milestones = [] } = useQuery({
    ...milestonesQuery(projectId ?? ''),
    enabled: enabledUnlessLeaving(projectId !== null),
  });
  const { data: fields = [] } = useQuery(fieldsQuery(teamId));
  const { data: teams } = useSuspenseQuery(teamsQuery);
  return { dateFormat, now, members, labels, projects, milestones, fields, teams };
}
