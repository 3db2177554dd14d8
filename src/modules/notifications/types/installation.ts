import { defineNotification, toPeople } from './define.ts';

// What concerns those who run the installation.

const backupFailed = defineNotification({
  type: 'backup-failed',
  group: 'installation',
  events: ['backup.failed'],
  channels: { email: true, push: true },
  /** The next backup may be a day away. */
  isTimely: true,
  recipients: ({ payload }) => toPeople(...payload.adminIds),
  mayKnow: 'anyone',
  textParams: ({ at, payload: { error } }) => ({ date: at, error }),
  link: () => '/inbox',
});

export const installationNotifications = [backupFailed] as const;
