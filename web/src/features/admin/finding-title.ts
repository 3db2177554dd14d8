import i18next from 'i18next';

const ids = [
  'version',
  'configuration',
  'data-folder',
  'disk',
  'open-files',
  'secrets',
  'secret-key',
  'key-age',
  'database',
  'encoding',
  'trigrams',
  'collations',
  'clock',
  'migrations',
  'rights',
  'events',
  'jobs',
  'queues',
  'workers',
  'storage',
  'mail',
  'mail-in',
  'mail-inbox',
  'push-keys',
  'address',
  'browser-address',
] as const;

/** What a check looks at, in the reader's language; the id of a check that this app does not know. */
export function findingTitle(id: string): string {
  const known = ids.find((one) => one === id);
  return known === undefined ? id : i18next.t(`admin.checks.${known}`);
}
