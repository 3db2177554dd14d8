import { readsProject } from '../policy.ts';
import { defineNotification, type LinkSource, toPeople } from './define.ts';

const toProject = ({ organizationId, textParams: { projectId } }: LinkSource) =>
  projectId === undefined ? `/organizations/${organizationId}/projects` : `/projects/${projectId}`;

const projectUpdated = defineNotification({
  type: 'project-updated',
  group: 'projects',
  formerly: ['project-update'],
  events: ['project.update-posted'],
  channels: { email: false, push: false },
  recipients: ({ payload }) => toPeople(...payload.followerIds),
  mayKnow: (organization, { payload }) => readsProject(organization, payload.projectId),
  mutedWith: ({ payload }) => [payload.projectId],
  textParams: ({ payload: { name, health, excerpt, projectId } }) => ({ project: name, health, excerpt, projectId }),
  link: toProject,
});

const milestoneNear = defineNotification({
  type: 'milestone-near',
  group: 'projects',
  events: ['milestone.near'],
  channels: { email: false, push: false },
  recipients: ({ payload }) => toPeople(payload.leadId),
  mayKnow: (organization, { payload }) => readsProject(organization, payload.projectId),
  mutedWith: ({ payload }) => [payload.projectId],
  textParams: ({ payload: { name, projectName, date, projectId } }) => ({
    milestone: name,
    project: projectName,
    date,
    projectId,
  }),
  link: toProject,
});

export const projectNotifications = [projectUpdated, milestoneNear] as const;
