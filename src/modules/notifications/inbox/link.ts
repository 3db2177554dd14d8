import type { OrganizationId } from '#platform/ids.ts';
import type { NotificationType } from '../contract.ts';
import type { TextParams } from '../texts.ts';

interface LinkSource {
  readonly organizationId: OrganizationId;
  readonly taskId: string | null;
  readonly textParams: TextParams;
}

const toTask = ({ taskId }: LinkSource) => (taskId === null ? '/inbox' : `/tasks/${taskId}`);
const toProject = ({ textParams, organizationId }: LinkSource) =>
  textParams['projectId'] === undefined
    ? `/organizations/${organizationId}/projects`
    : `/projects/${textParams['projectId']}`;

const links: Readonly<Record<NotificationType, (notification: LinkSource) => string>> = {
  'task-assigned': toTask,
  'task-completed': toTask,
  mentioned: toTask,
  commented: toTask,
  'import-finished': ({ textParams, organizationId }) =>
    textParams['importId'] === undefined
      ? `/organizations/${organizationId}/imports`
      : `/imports/${textParams['importId']}`,
  'join-requested': ({ organizationId }) => `/organizations/${organizationId}/requests`,
  'join-request-accepted': ({ organizationId }) => `/organizations/${organizationId}`,
  'join-request-declined': () => '/',
  'invite-declined': ({ organizationId }) => `/organizations/${organizationId}/invitations`,
  'project-update': toProject,
  'milestone-near': toProject,
};

/** The path of the app's page that shows the subject of a notification. */
export function linkOf(type: NotificationType, notification: LinkSource): string {
  return links[type](notification);
}
