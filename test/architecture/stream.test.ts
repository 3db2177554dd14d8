import { expect, it } from 'vitest';
import { routeGroups } from '../../src/composition/route-groups.ts';
import { eventNames } from '../../web/src/api/event-names.ts';

/** Events that no screen shows, or that always come with another event. */
const unheard = new Set([
  // Each creates a notification.
  'user.mentioned',
  'milestone.near',
  'backup.failed',
  'task.due-soon',
  'task.overdue',
  'invite.declined',
  // `user.changed` comes with it.
  'user.email-changed',
  // Their streams end.
  'user.deleted',
  // Not for streams: mails to send, work for a job, or permanent deletion.
  'user.signed-up',
  'user.sign-up-repeated',
  'user.verification-requested',
  'user.invite-due',
  'user.password-reset-requested',
  'password-reset.asked',
  'confirmation.asked',
  'user.leaving',
  'import.requested',
  'export.requested',
  'files.released',
  'message.queued',
  'push.queued',
  'webhook-delivery.queued',
  'webhook.disabled',
  'mail.refused',
  'organization.purged',
  'team.purged',
  'project.purged',
  'tasks.purged',
]);

it('the browser app listens to every event that one of its screens needs', () => {
  const publishedTypes = routeGroups.flatMap(({ contract }) => Object.keys(contract.events));
  expect(eventNames.toSorted()).toEqual(publishedTypes.filter((name) => !unheard.has(name)).toSorted());
});
