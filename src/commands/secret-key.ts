import { createDataFolder } from '#platform/startup/data-folder.ts';
import { replaceLostKey } from '#platform/startup/secrets.ts';
import { type OutputOptions, print } from './output.ts';
import { settings } from './settings.ts';

const ends = [
  'access and refresh tokens: API clients must sign in again',
  'emailed links: send invitations, password resets and confirmations again',
  'authenticator apps: users sign in with a recovery code and set up the app again',
];

/** Creates a new secret key in place of a lost one. */
export async function newSecretKey(options: OutputOptions): Promise<void> {
  const config = settings();
  createDataFolder(config.dataDir);
  const file = replaceLostKey(config);
  const lines = [`${file} created. For existing accounts, these stop working:`, ...ends.map((line) => `  ${line}`)];
  print({ file, ends }, lines, options);
}
