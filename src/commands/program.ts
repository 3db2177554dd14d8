import { Argument, Command, Option } from 'commander';
import { version } from '../composition/version.ts';
import { createBackup, drillBackup, listBackups, restoreBackup, verifyBackup } from './backup.ts';
import { demo } from './demo.ts';
import { runDigest } from './digest.ts';
import { doctor } from './doctor.ts';
import { testEmail } from './email.ts';
import { exportOrganization } from './export.ts';
import { flagNames, listFlags, setFlag, settings } from './flags.ts';
import { importFile, importFormats } from './import.ts';
import { migrate } from './migrate.ts';
import { deleteOrganization, listOrganizations, showOrganization } from './organization.ts';
import { runPurge } from './purge.ts';
import { runReminders } from './reminders.ts';
import { layoutNames, printDistribution } from './scale.ts';
import { newSecretKey } from './secret-key.ts';
import { serve, work } from './serve.ts';
import { createToken, listTokens, removeToken, scopeNames } from './token.ts';
import { createUser, deleteUser, listUsers, manageUser, sendReset } from './user.ts';
import { failedEvents, failedJobs, listJobs, queueStatus, retryEvents, retryJobs, runJob } from './work.ts';

const account = ['<account>', 'email address or username'] as const;
const organization = ['<organization>', 'id or slug'] as const;
const dryRun = ['--dry-run', 'only print what would change'] as const;
const yes = ['--yes', 'do not ask'] as const;
const ids = ['--id <ids...>', 'only these ids'] as const;
const backupFile = ['<file>', 'file or s3://bucket/prefix/name?…'] as const;
const identity = ['--identity <file>', 'file with the age identity, for an encrypted backup'] as const;
const all = ['--all', 'all failed entries'] as const;

/** The operator's commands. Each loads its code when it runs, so that help is fast. */
export function createProgram(): Command {
  const program = new Command('taskuno')
    .description(
      'Runs and manages a TaskUno server. Configuration comes from environment variables or from .env in the working directory.',
    )
    .version(version)
    .helpCommand(false)
    .exitOverride()
    .addHelpText('after', exitCodeHelp);

  command(program, 'serve', 'start the server; same as npm start', ['taskuno serve', 'JOBS=off taskuno serve'])
    // It runs until it is stopped: there is no result to print.
    .action(serve);
  command(program, 'work', 'run background jobs without serving; as many processes as you like', [
    'taskuno work',
  ]).action(work);
  command(
    program,
    'demo',
    'start the server with two demo organizations, in English and Persian, and print how to sign in; the data is in ./demo-data unless DATA_DIR or DATABASE_URL is set',
    ['taskuno demo', 'PORT=9000 taskuno demo', 'DATABASE_URL=postgres://localhost/demo taskuno demo --add'],
  )
    .option('--add', 'also if the database has accounts', false)
    .action(demo);
  result(program, 'migrate', 'apply pending database migrations and exit', [
    'taskuno migrate --dry-run',
    'taskuno migrate --json',
  ])
    .option(...dryRun)
    .action(migrate);
  result(
    program,
    'doctor',
    'check the configuration, the database, the data folder, backups, mail, storage and the proxies in front, and suggest fixes; exit code 1 if there is an error',
    [
      'taskuno doctor',
      'taskuno doctor --mail ops@example.com',
      "30 6 * * * taskuno doctor --json > /tmp/doctor || mail -s 'TaskUno needs attention' ops@example.com < /tmp/doctor",
    ],
  )
    .option('--mail <address>', 'also send a test email to this address')
    .action(doctor);

  const secretKey = group(program, 'secret-key', 'manage the secret key of this installation');
  result(secretKey, 'new', 'create a new key to replace a lost one, and print what stops working', [
    'taskuno secret-key new',
  ]).action(newSecretKey);

  addBackups(group(program, 'backup', 'create and check backups'));
  result(
    program,
    'restore',
    'restore a backup into the configured database and storage, which must hold no data; stop the server first',
    [
      'DATA_DIR=/srv/new-data taskuno restore --dry-run taskuno-20261128-023000.tar.zst',
      'DATA_DIR=/srv/new-data taskuno restore taskuno-20261128-023000.tar.zst',
      'taskuno restore --identity key.txt taskuno-20261128-023000.tar.zst.age',
    ],
  )
    .argument(...backupFile)
    .option('--force', 'replace existing data, which is kept under another name', false)
    .option(...identity)
    .option(...dryRun)
    .action(restoreBackup);

  result(
    program,
    'import',
    'import a file of another tool in the name of an account, and wait for its end; exit code 1 if it failed',
    [
      'taskuno import board.json --format trello --as sara@example.com --organization acme --dry-run',
      'taskuno import board.json --format trello --as sara@example.com --organization acme --json',
    ],
  )
    .argument('<file>')
    .addOption(new Option('--format <format>', 'tool that wrote the file').choices(importFormats).makeOptionMandatory())
    .requiredOption('--as <account>', 'email address or username; must be allowed to import')
    .requiredOption('--organization <organization>', 'id or slug')
    .option('--team <id>', 'existing team; default: a new one')
    .option(...dryRun)
    .action(importFile);
  result(program, 'export', 'write everything of an organization to an archive, a ZIP of JSON lines and files', [
    'taskuno export acme --to acme.zip',
  ])
    .argument(...organization)
    .requiredOption('--to <file>', 'a new file')
    .action(exportOrganization);

  addUsers(group(program, 'user', 'manage accounts'));
  addOrganizations(group(program, 'org', 'manage organizations'));
  addTokens(group(program, 'token', 'manage personal access tokens'));
  addQueues(group(program, 'queue', 'inspect background queues'));
  addJobs(group(program, 'jobs', 'manage background jobs'));
  addFlags(group(program, 'flags', 'turn features on and off'));
  addEvents(group(program, 'events', 'manage events between modules'));

  result(
    group(program, 'reminders', 'manage reminders'),
    'run',
    'send the reminders and notices of due dates that are due now; the running server delivers them',
    ['taskuno reminders run', '*/5 * * * * taskuno reminders run --json >> /var/log/taskuno-reminders.log'],
  ).action(runReminders);
  result(
    group(program, 'digest', 'manage digests'),
    'run',
    'send digests and waiting notifications that are due now; the running server delivers them',
    ['taskuno digest run'],
  ).action(runDigest);
  result(
    group(program, 'email', 'manage email'),
    'test',
    'send a test email now and print the result; exit code 1 if it was not sent',
    ['taskuno email test --to ops@example.com'],
  )
    .requiredOption('--to <address>', 'recipient')
    .action(testEmail);
  result(
    group(program, 'purge', 'delete what was deleted 30 days ago'),
    'run',
    'permanently delete organizations, teams, projects and tasks that were deleted more than 30 days ago',
    ['taskuno purge run --dry-run', 'taskuno purge run --json'],
  )
    .option(...dryRun)
    .action(runPurge);

  result(
    group(program, 'scale', 'distribute the database over several servers'),
    'citus',
    'print the statements that distribute the database of this release by Citus, in their order',
    ['taskuno scale citus --print', 'taskuno scale citus --print --layout organizations'],
  )
    .requiredOption('--print', 'print the statements; nothing is executed')
    .addOption(new Option('--layout <layout>', 'only this part; default: both').choices(layoutNames))
    .action(printDistribution);

  for (const one of commandsIn(program)) one.showHelpAfterError(`(${nameOf(one)} --help shows how it is used)`);
  return program;
}

function addBackups(backup: Command): void {
  result(
    backup,
    'create',
    'back up the database and the attachments, and check the result; the server may be running',
    [
      'taskuno backup create --to /mnt/backups/',
      'taskuno backup create --to s3://backups/taskuno?region=eu-central-1 --encrypt-to age1…',
    ],
  )
    .option('--to <target>', 'file, folder or s3://bucket/prefix?…; default: BACKUP_TARGET')
    .option('--encrypt-to <recipients...>', 'encrypt to these age recipients; default: BACKUP_RECIPIENT')
    .option('--with-keys', 'include the secret key and the service key', false)
    .option('--no-files', 'leave the attachments out')
    .action(createBackup);
  result(backup, 'list', 'list the backups in BACKUP_TARGET or another folder or bucket, oldest first', [
    'taskuno backup list',
    'taskuno backup list --to s3://backups/taskuno?region=eu-central-1',
  ])
    .option('--to <target>', 'folder or s3://bucket/prefix?…; default: BACKUP_TARGET')
    .action(listBackups);
  result(backup, 'verify', 'read a backup to its end and check every checksum', [
    'taskuno backup verify /mnt/backups/taskuno-20261128-023000.tar.zst',
  ])
    .argument(...backupFile)
    .option(...identity)
    .action(verifyBackup);
  result(
    backup,
    'drill',
    'restore a backup into a scratch database, compare every table, and remove it; exit code 1 if one differs',
    ['taskuno backup drill /mnt/backups/taskuno-20261128-023000.tar.zst'],
  )
    .argument(...backupFile)
    .option(...identity)
    .action(drillBackup);
}

function addUsers(user: Command): void {
  result(user, 'create', 'create an account; prompts for missing values. The first account becomes an instance admin', [
    'taskuno user create',
    'taskuno user create --email sara@example.com --name Sara --password-file ./password --admin',
  ])
    .option('--email <address>')
    .option('--name <name>')
    .option('--password-file <path>', 'read the password from a file instead of prompting')
    .option('--admin', 'create an instance admin', false)
    .action(createUser);
  result(user, 'list', 'list all accounts, oldest first', ['taskuno user list', 'taskuno user list --json']).action(
    listUsers,
  );
  for (const [name, description] of Object.entries(userActions)) {
    result(user, name, description, [`taskuno user ${name} sara@example.com`])
      .argument(...account)
      .action(manageUser(name as keyof typeof userActions));
  }
  result(user, 'send-reset', 'email a link to set a password, or print it if the server sends no email', [
    'taskuno user send-reset sara@example.com',
  ])
    .argument(...account)
    .action(sendReset);
  result(user, 'delete', 'delete an account; a running server completes the deletion', [
    'taskuno user delete sara@example.com --reassign-to omid@example.com --dry-run',
    'taskuno user delete sara@example.com --reassign-to omid@example.com --yes',
  ])
    .argument(...account)
    .option('--reassign-to <account>', 'new assignee of the open tasks')
    .option(...dryRun)
    .option(...yes)
    .action(deleteUser);
}

const userActions = {
  lock: 'lock an account and end its sessions',
  unlock: 'unlock an account, also after too many wrong passwords',
  'sign-out': 'end all sessions of an account',
  'make-admin': 'grant the instance admin role',
  'revoke-admin': 'revoke the instance admin role',
} as const;

function addOrganizations(org: Command): void {
  result(org, 'list', 'list all organizations, oldest first', ['taskuno org list', 'taskuno org list --json']).action(
    listOrganizations,
  );
  result(org, 'show', 'show an organization', ['taskuno org show acme'])
    .argument(...organization)
    .action(showOrganization);
  result(org, 'delete', 'delete an organization; its owners can restore it for 30 days', [
    'taskuno org delete acme --dry-run',
    'taskuno org delete acme --yes',
  ])
    .argument(...organization)
    .option(...dryRun)
    .option(...yes)
    .action(deleteOrganization);
}

function addTokens(token: Command): void {
  result(token, 'create', 'create a token and print it; it is shown only once', [
    'taskuno token create sara@example.com --name Backup --scope tasks:read projects:read',
    'taskuno token create sara@example.com --name CI --scope tasks:write --expires 2030-01-31T00:00:00Z',
  ])
    .argument('<account>', 'email address or username of the account the token acts as')
    .requiredOption('--name <name>', 'name of the token')
    .addOption(new Option('--scope <scopes...>', 'permissions of the token').choices(scopeNames).makeOptionMandatory())
    .option('--expires <time>', 'expiration time, such as 2030-01-31T00:00:00Z')
    .action(createToken);
  result(token, 'list', 'list the tokens of an account', ['taskuno token list sara@example.com'])
    .argument(...account)
    .action(listTokens);
  result(token, 'remove', 'delete a token', [
    'taskuno token remove sara@example.com 01981c2e-6f6b-7cc2-b0f0-0d9f5a3a7c11',
  ])
    .argument(...account)
    .argument('<id>')
    .action(removeToken);
}

function addQueues(queue: Command): void {
  result(queue, 'status', 'show waiting, active and failed jobs per queue', [
    'taskuno queue status',
    'taskuno queue status --json',
  ]).action(queueStatus);
}

function addJobs(jobs: Command): void {
  result(jobs, 'list', 'list the scheduled jobs with their last run', ['taskuno jobs list']).action(listJobs);
  result(jobs, 'run', 'run a scheduled job now; the running server executes it', ['taskuno jobs run tasks.purge-trash'])
    .argument('<name>')
    .action(runJob);
  result(jobs, 'failed', 'list failed jobs with their errors', [
    'taskuno jobs failed',
    'taskuno jobs failed notifications.send-mail --json',
  ])
    .argument('[queue]')
    .action(failedJobs);
  result(jobs, 'retry', 'retry failed jobs: of one queue, by id, or all', [
    'taskuno jobs retry notifications.send-mail',
    'taskuno jobs retry --all --dry-run',
  ])
    .argument('[queue]')
    .option(...ids)
    .option(...all)
    .option(...dryRun)
    .action(retryJobs);
}

function addFlags(flags: Command): void {
  result(flags, 'list', 'list the features that can be turned off', ['taskuno flags list']).action(listFlags);
  result(flags, 'set', 'turn a feature on or off: for all organizations, a share of them, or one', [
    'taskuno flags set webhooks off',
    'taskuno flags set imports on --percentage 20',
    'taskuno flags set webhooks off --organization acme',
  ])
    .addArgument(new Argument('<name>').choices(flagNames))
    .addArgument(new Argument('<state>', 'default: as for all organizations').choices(settings))
    .option('--percentage <number>', 'only for this share of organizations, always the same ones')
    .option('--organization <organization>', 'only for the organization with this id or slug')
    .action(setFlag);
}

function addEvents(events: Command): void {
  result(events, 'failed', 'list failed events with their errors', ['taskuno events failed']).action(failedEvents);
  result(events, 'retry', 'retry failed events', [
    'taskuno events retry --all',
    'taskuno events retry --id 01981c2e-6f6b-7cc2-b0f0-0d9f5a3a7c11',
  ])
    .option(...ids)
    .option(...all)
    .option(...dryRun)
    .action(retryEvents);
}

/** A command that only holds others. */
function group(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).helpCommand(false);
}

/** A command, with examples below its help. */
function command(parent: Command, name: string, description: string, examples: readonly string[]): Command {
  const lines = examples.map((line) => `  $ ${line}\n`).join('');
  return parent.command(name).description(description).addHelpText('after', `\nExamples:\n${lines}`);
}

/** A command that prints a result. */
function result(parent: Command, name: string, description: string, examples: readonly string[]): Command {
  return command(parent, name, description, examples).option('--json', 'print JSON');
}

/** The program and all commands below it. */
export function commandsIn(program: Command): Command[] {
  return [program, ...program.commands.flatMap(commandsIn)];
}

/** `taskuno jobs retry`. */
export function nameOf(one: Command): string {
  return one.parent ? `${nameOf(one.parent)} ${one.name()}` : one.name();
}

const exitCodeHelp = `
Exit codes:
  0 done
  1 anything else
  2 wrong usage or configuration
  3 data folder
  4 database
  5 port
  6 refused

Shell completion: taskuno completion bash, zsh, fish or powershell prints a script to load.
`;
