import type { OrganizationId } from '#platform/ids.ts';
import type { NotificationType } from '../contract.ts';
import type { TextParams } from '../texts.ts';

interface Leading {
  readonly organizationId: OrganizationId;
  readonly taskId: string | null;
  readonly facts: TextParams;
}

const toTask = ({ taskId }: Leading) => (taskId === null ? '/inbox' : `/tasks/${taskId}`);
const toProject = ({ facts, organizationId }: Leading) =>
  facts['projectId'] === undefined ? `/organizations/${organizationId}/projects` : `/projects/${facts['projectId']}`;

const links: Readonly<Record<NotificationType, (notification: Leading) => string>> = {
  'task-assigned': toTask,
  'task-completed': toTask,
  mentioned: toTask,
  commented: toTask,
  'import-finished': ({ facts, organizationId }) =>
    facts['importId'] === undefined ? `/organizations/${organizationId}/imports` : `/imports/${facts['importId']}`,
  'join-requested': ({ organizationId }) => `/organizations/${organizationId}/requests`,
  'join-request-accepted': ({ organizationId }) => `/organizations/${organizationId}`,
  'join-request-declined': () => '/',
  'invite-declined': ({ organizationId }) => `/organizations/${organizationId}/invitations`,
  'project-update': toProject,
  'milestone-near': toProject,
};

/** The path of the app's page that shows the subject of a notification. */
export function linkOf(type: NotificationType, notification: Leading): string {
  return links[type](notification);
}
