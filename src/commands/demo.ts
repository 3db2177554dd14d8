import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '#platform/startup/config.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import type { TaskUno } from '../composition/app.ts';
import { table } from './output.ts';
import { progressBar } from './progress.ts';
import { operator } from './with-modules.ts';

const Accounts = z.object({
  english: z.string(),
  persian: z.string(),
  password: z.string(),
  /** Whether everything was created. */
  isComplete: z.boolean(),
});
type Accounts = z.output<typeof Accounts>;

interface DemoOptions {
  readonly add: boolean;
}

/** Starts the server with two demo organizations, and prints how to sign in. */
export async function demo({ add }: DemoOptions): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  // Next to the data of an installation, never in it.
  if (!process.env['DATA_DIR'] && !process.env['DATABASE_URL']) process.env['DATA_DIR'] = './demo-data';
  // Its addresses exist nowhere, and it is created faster than people may do things.
  for (const name of ['SMTP_URL', 'RESEND_API_KEY']) process.env[name] = '';
  process.env['RATE_LIMITS'] ??= 'off';
  process.env['LOG_LEVEL'] ??= 'warn';
  const { run } = await import('../main.ts');
  await run({
    async onStarted(app, config) {
      const accounts = readAccounts(config) ?? (await create(app, config, add));
      process.stdout.write(`${greeting(config, accounts).join('\n')}\n`);
    },
  });
}

async function create(app: TaskUno, config: Config, add: boolean): Promise<Accounts> {
  const { isEmpty } = await app.modules.apis.auth.hasNobody(operator, {});
  if (!isEmpty && !add) {
    throw new StartError(
      exitCodes.refused,
      'This database has accounts already. Use taskuno demo --add to add the demo organizations to it, or set DATA_DIR to a new folder.',
    );
  }
  const [{ createOrganization, ownerOf }, { english }, { persian }] = await Promise.all([
    import('./demo/create-organization.ts'),
    import('./demo/english.ts'),
    import('./demo/persian.ts'),
  ]);
  const plans = [english, persian];
  const password = randomBytes(9).toString('base64url');
  const tasks = plans.flatMap(({ teams }) => teams.flatMap((team) => team.tasks)).length;
  const bar = progressBar('Creating the demo', tasks, 'items');
  let done = 0;
  const accounts = { english: ownerOf(english), persian: ownerOf(persian), password };
  save(config, { ...accounts, isComplete: false });
  try {
    for (const plan of plans) await createOrganization(app, plan, password, () => bar.update((done += 1)));
  } finally {
    bar.end();
  }
  return save(config, { ...accounts, isComplete: true });
}

function save(config: Config, accounts: Accounts): Accounts {
  writeFileSync(fileOf(config), JSON.stringify(accounts, null, 2), { mode: 0o600 });
  return accounts;
}

/**
 * The accounts of an earlier run; null if there was none.
 * @throws StartError if that run was stopped before the demo was complete.
 */
function readAccounts(config: Config): Accounts | null {
  const file = fileOf(config);
  if (!existsSync(file)) return null;
  const accounts = Accounts.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (accounts.isComplete) return accounts;
  throw new StartError(
    exitCodes.refused,
    `The demo in ${config.dataDir} is incomplete, because its first start was stopped. Delete that folder and start again.`,
  );
}

function fileOf({ dataDir }: Config): string {
  return join(dataDir, 'demo-accounts.json');
}

function greeting({ publicUrl, dataDir }: Config, { english, persian, password }: Accounts): string[] {
  const rows = [
    ['English', english, password],
    ['Persian', persian, password],
  ];
  return [
    '',
    `The demo runs at ${publicUrl}. Sign in with an email address and the password:`,
    ...table(rows).map((line) => `  ${line}`),
    `To begin again, stop it and delete ${dataDir}.`,
    '',
  ];
}
