import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { NewUser } from '#modules/auth';
import { exitCodes, StartError } from '#platform/start-error.ts';
import { ask } from './ask.ts';
import { type OutputOptions, print } from './output.ts';
import { operator, withModules } from './with-modules.ts';

interface CreateUserOptions extends OutputOptions {
  readonly email?: string;
  readonly name?: string;
  readonly passwordFile?: string;
  readonly admin: boolean;
}

/** Makes an account from what is given and what is asked for. */
export async function createUser(options: CreateUserOptions): Promise<void> {
  const parsed = NewUser.safeParse({
    email: options.email ?? (await ask('Mail address: ', '--email')),
    name: options.name ?? (await ask('Name: ', '--name')),
    password:
      options.passwordFile === undefined
        ? await ask('Password: ', '--password-file', { isHidden: true })
        : passwordFrom(options.passwordFile),
    isAdmin: options.admin,
  });
  if (!parsed.success) throw new StartError(exitCodes.configuration, mistakes(parsed.error));
  const account = await withModules(({ apis }) => apis.auth.createUser(operator, parsed.data));
  const kind = account.instanceAdmin ? 'an instance admin' : 'a user';
  print(account, [`${account.name} <${account.email}> is ${kind} now.`], options);
}

function mistakes({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `The ${path.join('.')} ${message}.`).join('\n');
}

function passwordFrom(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new StartError(exitCodes.configuration, `The file ${path} can't be read.`, cause);
  }
}
