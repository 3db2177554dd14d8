import { z } from 'zod';
import { accountVariables } from './account-variables.ts';
import { backupVariables } from './backup-config.ts';
import { databaseVariables } from './database-variables.ts';
import { mailVariables } from './mail-variables.ts';
import { observabilityVariables } from './observability-variables.ts';
import { oidcSecretsInFiles } from './oidc-config.ts';
import { readSecretFile, SecretFileError } from './secret-file.ts';
import { serverVariables } from './server-variables.ts';
import { splitVariables } from './split-variables.ts';
import { storageVariables } from './storage-config.ts';

/** Every environment variable that the app reads. A name with `_FILE` reads the same value from a file. */
export const environmentSchema = z.object({
  ...serverVariables,
  ...splitVariables,
  ...databaseVariables,
  ...storageVariables,
  ...mailVariables,
  ...accountVariables,
  ...backupVariables,
  ...observabilityVariables,
});
export type Environment = z.output<typeof environmentSchema>;

/** Whether a variable holds a secret: it can also be given as `NAME_FILE`, and is never shown. */
export function isSecret(name: string): boolean {
  return /_URL$|KEY(?!S)|SECRET|TOKEN|HEADERS|_DSN$/.test(name) && name !== 'PUBLIC_URL';
}
const secretNames = Object.keys(environmentSchema.shape).filter(isSecret);

/** The description of a variable; empty for an unknown one. */
export function meaningOf(name: string): string {
  return environmentSchema.shape[name as keyof typeof environmentSchema.shape]?.description ?? '';
}

/** An empty variable counts as not given: `NAME=` in an .env file is how people leave one out. */
export function readVariables(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && value !== '') values[name] = value;
  for (const name of [...secretNames, ...oidcSecretsInFiles(values)]) {
    const file = values[`${name}_FILE`];
    if (file === undefined || values[name] !== undefined) continue;
    const secret = secretOf(file);
    if ('problem' in secret) problems.push(`${name}_FILE: the file ${file} ${secret.problem}. ${meaningOf(name)}`);
    else values[name] = secret.text;
  }
  return values;
}

function secretOf(file: string): { readonly text: string } | { readonly problem: string } {
  try {
    const text = readSecretFile(file);
    return text === null ? { problem: 'does not exist' } : { text: text.trim() };
  } catch (error) {
    if (error instanceof SecretFileError) return { problem: error.message };
    return { problem: `can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)})` };
  }
}
