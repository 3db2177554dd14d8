import { makeDataFolder } from '#platform/data-folder.ts';
import { replaceLostKey } from '#platform/secrets.ts';
import { type OutputOptions, print } from './output.ts';
import { settings } from './settings.ts';

const ends = [
  'access and refresh tokens: whoever calls the API signs in again',
  'links that were mailed: invites, password resets and confirmations are sent again',
  'authenticator apps: people sign in with a recovery code, then set theirs up again',
];

/** Makes a new secret key in the place of one that is lost. */
export async function newSecretKey(options: OutputOptions): Promise<void> {
  const config = settings();
  makeDataFolder(config.dataDir);
  const file = replaceLostKey(config);
  const lines = [`${file} is made. It ends, of accounts that there are:`, ...ends.map((line) => `  ${line}`)];
  print({ file, ends }, lines, options);
}
