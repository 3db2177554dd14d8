import type { Account } from '#modules/auth';
import { type OutputOptions, print, table } from './output.ts';
import { operator, withModules } from './with-modules.ts';

const pageSize = 500;

/** Prints every account. */
export async function listUsers(options: OutputOptions): Promise<void> {
  const accounts = await withModules(async ({ apis }) => {
    const all: Account[] = [];
    for (;;) {
      const page = await apis.auth.listUsers(operator, { after: all.at(-1)?.id ?? null, limit: pageSize });
      all.push(...page);
      if (page.length < pageSize) return all;
    }
  });
  const rows = accounts.map(({ email, username, name, instanceAdmin, createdAt }) => [
    createdAt.slice(0, 10),
    email,
    username,
    name,
    instanceAdmin ? 'admin' : '',
  ]);
  print(accounts, accounts.length === 0 ? ['There is no account yet.'] : table(rows), options);
}
