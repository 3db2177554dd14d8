#!/usr/bin/env node
import { Command, Option } from 'commander';
import { createBackup, drillBackup, restoreBackup, verifyBackup } from './commands/backup.ts';
import { runDigest } from './commands/digest.ts';
import { doctor } from './commands/doctor.ts';
import { migrate } from './commands/migrate.ts';
import { newSecretKey } from './commands/secret-key.ts';
import { serve } from './commands/serve.ts';
import { runReminders } from './commands/reminders.ts';
import { createToken, listTokens, removeToken, scopeNames } from './commands/token.ts';
import { createUser, deleteUser, listUsers, manageUser, sendReset } from './commands/user.ts';
import { failedEvents, failedJobs, listJobs, queueStatus, retryEvents, retryJobs, runJob } from './commands/work.ts';
import { endWith } from '#platform/startup/start-error.ts';

// The operator's commands. Each loads its code when it runs, so that help is fast.

const program = new Command('taskuno')
  .description(
    'Runs and manages a TaskUno server. Configuration comes from environment variables or from .env in the working directory.',
  )
  .helpCommand(false)
  .showHelpAfterError('(see taskuno --help)');

const json = ['--json', 'print JSON'] as const;

program.command('serve').description('start the server; same as npm start').action(serve);
program
  .command('migrate')
  .description('apply pending database migrations and exit')
  .option(...json)
  .action(migrate);
program
  .command('doctor')
  .description('check the database, data folder and mail, and suggest fixes; exit code 1 if a problem is found')
  .option(...json)
  .action(doctor);

program
  .command('secret-key')
  .description('manage the secret key of this installation')
  .command('new')
  .description('create a new key to replace a lost one, and print what stops working')
  .option(...json)
  .action(newSecretKey);

const user = program.command('user').description('manage accounts');
user
  .command('create')
  .description('create an account; prompts for missing values. The first account becomes an instance admin')
  .option('--email <address>')
  .option('--name <name>')
  .option('--password-file <path>', 'read the password from a file instead of prompting')
  .option('--admin', 'create an instance admin', false)
  .option(...json)
  .action(createUser);
user
  .command('list')
  .description('list all accounts, oldest first')
  .option(...json)
  .action(listUsers);

const userActions = {
  lock: 'lock an account and end its sessions',
  unlock: 'unlock an account, also after too many wrong passwords',
  'sign-out': 'end all sessions of an account',
  'make-admin': 'grant the instance admin role',
  'revoke-admin': 'revoke the instance admin role',
} as const;
for (const [name, description] of Object.entries(userActions)) {
  user
    .command(name)
    .argument('<account>', 'email address or username')
    .description(description)
    .option(...json)
    .action(manageUser(name as keyof typeof userActions));
}
user
  .command('send-reset')
  .argument('<account>', 'email address or username')
  .description('email a link to set a password, or print it if the server sends no email')
  .option(...json)
  .action(sendReset);
user
  .command('delete')
  .argument('<account>', 'email address or username')
  .description('delete an account; a running server completes the deletion')
  .option('--reassign-to <account>', 'new assignee of the open tasks')
  .option(...json)
  .action(deleteUser);

const token = program.command('token').description('manage personal access tokens');
token
  .command('create')
  .argument('<account>', 'email address or username of the account the token acts as')
  .description('create a token and print it; it is shown only once')
  .requiredOption('--name <name>', 'name of the token')
  .addOption(new Option('--scope <scopes...>', 'permissions of the token').choices(scopeNames).makeOptionMandatory())
  .option('--expires <time>', 'expiration time, such as 2030-01-31T00:00:00Z')
  .option(...json)
  .action(createToken);
token
  .command('list')
  .argument('<account>', 'email address or username')
  .description('list the tokens of an account')
  .option(...json)
  .action(listTokens);
token
  .command('remove')
  .argument('<account>', 'email address or username')
  .argument('<id>')
  .description('delete a token')
  .option(...json)
  .action(removeToken);

const ids = ['--id <ids...>', 'only these ids'] as const;
const all = ['--all', 'all failed entries'] as const;

program
  .command('queue')
  .description('inspect background queues')
  .command('status')
  .description('show waiting, active and failed jobs per queue')
  .option(...json)
  .action(queueStatus);

const jobs = program.command('jobs').description('manage background jobs');
jobs
  .command('list')
  .description('list the scheduled jobs')
  .option(...json)
  .action(listJobs);
jobs
  .command('run')
  .argument('<name>')
  .description('run a scheduled job now; the running server executes it')
  .option(...json)
  .action(runJob);
jobs
  .command('failed')
  .argument('[queue]')
  .description('list failed jobs with their errors')
  .option(...json)
  .action(failedJobs);
jobs
  .command('retry')
  .argument('[queue]')
  .description('retry failed jobs: of one queue, by id, or all')
  .option(...ids)
  .option(...all)
  .option(...json)
  .action(retryJobs);

program
  .command('reminders')
  .description('manage reminders')
  .command('run')
  .description('send the reminders and notices of due dates that are due now; the running server delivers them')
  .option(...json)
  .action(runReminders);

program
  .command('digest')
  .description('manage digests')
  .command('run')
  .description('send digests and waiting notifications that are due now; the running server delivers them')
  .option(...json)
  .action(runDigest);

const identity = ['--identity <file>', 'file with the age identity, for an encrypted backup'] as const;
const examples = (...lines: readonly string[]) => `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;

const backup = program.command('backup').description('create and check backups');
backup
  .command('create')
  .description('back up the database and the attachments, and check the result; the server may be running')
  .option('--to <target>', 'file, folder or s3://bucket/prefix?…; default: BACKUP_TARGET')
  .option('--encrypt-to <recipients...>', 'encrypt to these age recipients; default: BACKUP_RECIPIENT')
  .option('--with-keys', 'include the secret key and the service key', false)
  .option('--no-files', 'leave the attachments out')
  .option(...json)
  .addHelpText(
    'after',
    examples(
      'taskuno backup create --to /mnt/backups/',
      'taskuno backup create --to s3://backups/taskuno?region=eu-central-1 --encrypt-to age1…',
    ),
  )
  .action(createBackup);
backup
  .command('verify')
  .argument('<file>', 'file or s3://bucket/prefix/name?…')
  .description('read a backup to its end and check every checksum')
  .option(...identity)
  .option(...json)
  .addHelpText('after', examples('taskuno backup verify /mnt/backups/taskuno-20261128-023000.tar.zst'))
  .action(verifyBackup);
backup
  .command('drill')
  .argument('<file>', 'file or s3://bucket/prefix/name?…')
  .description(
    'restore a backup into a scratch database, compare every table, and remove it; exit code 1 if one differs',
  )
  .option(...identity)
  .option(...json)
  .addHelpText('after', examples('taskuno backup drill /mnt/backups/taskuno-20261128-023000.tar.zst'))
  .action(drillBackup);
program
  .command('restore')
  .argument('<file>', 'file or s3://bucket/prefix/name?…')
  .description(
    'restore a backup into the configured database and storage, which must hold no data; stop the server first',
  )
  .option('--force', 'replace existing data, which is kept under another name', false)
  .option(...identity)
  .option(...json)
  .addHelpText(
    'after',
    examples(
      'DATA_DIR=/srv/new-data taskuno restore taskuno-20261128-023000.tar.zst',
      'taskuno restore --identity key.txt taskuno-20261128-023000.tar.zst.age',
    ),
  )
  .action(restoreBackup);

const events = program.command('events').description('manage events between modules');
events
  .command('failed')
  .description('list failed events with their errors')
  .option(...json)
  .action(failedEvents);
events
  .command('retry')
  .description('retry failed events')
  .option(...ids)
  .option(...all)
  .option(...json)
  .action(retryEvents);

await program.parseAsync().catch(endWith);
