import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Milestone } from '../../api/types.ts';
import { keys } from './keys.ts';

/** @throws Problem `too-many-milestones`. */
export async function addMilestone(projectId: string, name: string, date: string | null): Promise<void> {
  await body(api.POST('/projects/{id}/milestones', { params: { path: { id: projectId } }, body: { name, date } }));
  await refreshMilestones(projectId);
}

export async function changeMilestone(
  { id, projectId }: Milestone,
  change: Partial<Pick<Milestone, 'name' | 'date' | 'done'>>,
): Promise<void> {
  await body(api.PATCH('/milestones/{id}', { params: { path: { id } }, body: change }));
  await refreshMilestones(projectId);
}

export async function deleteMilestone({ id, projectId }: Milestone): Promise<void> {
  await body(api.DELETE('/milestones/{id}', { params: { path: { id } } }));
  await refreshMilestones(projectId);
}

async function refreshMilestones(projectId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: keys.milestones(projectId) });
}
