import type { z } from 'zod';
import { type AdminUser, type accountActions, NewUser } from '#modules/auth';
import { readSecretFile, SecretFileError } from '#platform/startup/secret-file.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { ask, confirm } from './ask.ts';
import { type OutputOptions, print, table } from './output.ts';
import { operator, withModules } from './with-modules.ts';

interface CreateUserOptions extends OutputOptions {
  readonly email?: string;
  readonly name?: string;
  readonly passwordFile?: string;
  readonly admin: boolean;
}

/** Creates an account from options and answers. */
export async function createUser(options: CreateUserOptions): Promise<void> {
  const input = checked(NewUser, {
    email: options.email ?? (await ask('Email address: ', '--email')),
    name: options.name ?? (await ask('Name: ', '--name')),
    password:
      options.passwordFile === undefined
        ? await ask('Password: ', '--password-file', { isHidden: true })
        : passwordFrom(options.passwordFile),
    instanceAdmin: options.admin,
  });
  const account = await withModules(({ apis }) => apis.auth.createUser(operator, input));
  const kind = account.instanceAdmin ? 'an instance admin' : 'a user';
  print(account, [`${account.name} <${account.email}> created as ${kind}.`], options);
}

const pageSize = 500;

/** Prints every account. */
export async function listUsers(options: OutputOptions): Promise<void> {
  const accounts = await withModules(async ({ apis }) => {
    const all: AdminUser[] = [];
    for (;;) {
      const page = await apis.auth.listUsers(operator, { after: all.at(-1)?.id ?? null, limit: pageSize });
      all.push(...page);
      if (page.length < pageSize) return all;
    }
  });
  const rows = accounts.map((account) => [
    account.createdAt.slice(0, 10),
    account.email,
    account.username,
    account.name,
    stateOf(account),
  ]);
  print(accounts, accounts.length === 0 ? ['No accounts.'] : table(rows), options);
}

type Action = Exclude<(typeof accountActions)[number], 'send-reset'>;
const doneMessages: Readonly<Record<Action, string>> = {
  lock: 'is locked; all sessions ended',
  unlock: 'is unlocked',
  'sign-out': 'is signed out everywhere',
  'make-admin': 'is now an instance admin',
  'revoke-admin': 'is no longer an instance admin',
};

/** Runs one action on the account with an address or username. */
export function manageUser(action: Action) {
  return async (login: string, options: OutputOptions): Promise<void> => {
    const account = await withModules(({ apis }) => apis.auth.manageUser(operator, { login, action }));
    print(account, [`${account.name} <${account.email}> ${doneMessages[action]}.`], options);
  };
}

/** Mails a link to set a password; prints it if no mail is sent. */
export async function sendReset(login: string, options: OutputOptions): Promise<void> {
  const url = await withModules(async ({ apis, transport }) => {
    if (transport.kind === 'outbox') return (await apis.auth.handOverLink(operator, { login, kind: 'reset' })).url;
    await apis.auth.manageUser(operator, { login, action: 'send-reset' });
    return null;
  });
  const words =
    url === null ? 'will receive an email with a link to set a password.' : `can set a password with this link: ${url}`;
  print({ whom: login, url }, [`${login} ${words}`], options);
}

interface DeleteUserOptions extends OutputOptions {
  readonly reassignTo?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Deletes an account; the running server reassigns its tasks. */
export async function deleteUser(
  login: string,
  { reassignTo, dryRun = false, yes = false, ...options }: DeleteUserOptions,
): Promise<void> {
  if (!dryRun && !yes && process.stdin.isTTY) await confirm(`Delete the account ${login}? It can’t be restored.`);
  const input = { login, successor: reassignTo ?? null, dryRun };
  const { email, activeTasks } = await withModules(({ apis }) => apis.auth.deleteUser(operator, input));
  const reassigned = activeTasks === 0 ? '' : ` and reassign ${activeTasks} open tasks to ${reassignTo}`;
  const line = dryRun
    ? `Would delete ${email}${reassigned}.`
    : `${email} is signed out; the server completes the deletion.`;
  print({ deleted: dryRun ? null : email, activeTasks }, [line], options);
}

/** Validates input by a schema. Prints each mistake on its own line. */
export function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `The ${path.join('.')} ${message}.`);
  throw new StartError(exitCodes.configuration, mistakes.join('\n'));
}

function stateOf({ instanceAdmin, lockedAt, leavingAt }: AdminUser): string {
  return [instanceAdmin && 'admin', lockedAt && 'locked', leavingAt && 'leaving'].filter(Boolean).join(', ');
}

function passwordFrom(path: string): string {
  try {
    const password = readSecretFile(path);
    if (password !== null) return password;
  } catch (cause) {
    const reason = cause instanceof SecretFileError ? cause.message : `can't be read`;
    throw new StartError(exitCodes.configuration, `The file ${path} ${reason}.`, cause);
  }
  throw new StartError(exitCodes.configuration, `The file ${path} does not exist.`);
}
