#!/usr/bin/env node
import { Command, Option } from 'commander';
import { doctor } from './commands/doctor.ts';
import { migrate } from './commands/migrate.ts';
import { newSecretKey } from './commands/secret-key.ts';
import { serve } from './commands/serve.ts';
import { createToken, listTokens, removeToken, scopeNames } from './commands/token.ts';
import { createUser, deleteUser, listUsers, manageUser, sendReset } from './commands/user.ts';
import { failedEvents, failedJobs, listJobs, queueStatus, retryEvents, retryJobs, runJob } from './commands/work.ts';
import { endWith } from '#platform/start-error.ts';

// The operator's commands. What each needs is loaded when it runs, so that help is quick.

const program = new Command('taskuno')
  .description('Runs and looks after a TaskUno server. It is configured by the environment, or by .env beside it.')
  .helpCommand(false)
  .showHelpAfterError('(taskuno --help tells more)');

const json = ['--json', 'print JSON instead of lines'] as const;

program.command('serve').description('serve the app until it is told to stop; the same as npm start').action(serve);
program
  .command('migrate')
  .description('bring the database to this release and end')
  .option(...json)
  .action(migrate);
program
  .command('doctor')
  .description('look at the database, the data folder, the mail; say what to do. Exit code 1 where something is wrong')
  .option(...json)
  .action(doctor);

program
  .command('secret-key')
  .description('the key of this installation')
  .command('new')
  .description('make a new one in the place of one that is lost, and tell what that ends')
  .option(...json)
  .action(newSecretKey);

const user = program.command('user').description('accounts');
user
  .command('create')
  .description('make an account; what is not given is asked for. The first one of all is an instance admin’s')
  .option('--email <address>')
  .option('--name <name>')
  .option('--password-file <path>', 'read the password from a file instead of asking for it')
  .option('--admin', 'make it an instance admin’s', false)
  .option(...json)
  .action(createUser);
user
  .command('list')
  .description('all accounts, in the order in which they were made')
  .option(...json)
  .action(listUsers);

const deeds = {
  lock: 'keep somebody out, at once and everywhere',
  unlock: 'let somebody in again, also after too many wrong passwords',
  'sign-out': 'end every session of somebody',
  'make-admin': 'make somebody an instance admin',
  'revoke-admin': 'make an instance admin a user like others',
} as const;
for (const [name, description] of Object.entries(deeds)) {
  user
    .command(name)
    .argument('<whom>', 'mail address or username')
    .description(description)
    .option(...json)
    .action(manageUser(name as keyof typeof deeds));
}
user
  .command('send-reset')
  .argument('<whom>', 'mail address or username')
  .description('mail a link to set a password, or print it where no mail leaves the server')
  .option(...json)
  .action(sendReset);
user
  .command('delete')
  .argument('<whom>', 'mail address or username')
  .description('delete an account; a running server finishes it')
  .option('--reassign-to <whom>', 'who gets the open tasks')
  .option(...json)
  .action(deleteUser);

const token = program.command('token').description('personal access tokens, for scripts');
token
  .command('create')
  .argument('<whom>', 'mail address or username of the person as whom it acts')
  .description('make a token and print it; it is shown once')
  .requiredOption('--name <name>', 'what it is for')
  .addOption(new Option('--scope <scopes...>', 'what it may do').choices(scopeNames).makeOptionMandatory())
  .option('--expires <moment>', 'when it ends, such as 2030-01-31T00:00:00Z')
  .option(...json)
  .action(createToken);
token
  .command('list')
  .argument('<whom>', 'mail address or username')
  .description('the tokens of somebody')
  .option(...json)
  .action(listTokens);
token
  .command('remove')
  .argument('<whom>', 'mail address or username')
  .argument('<id>')
  .description('take a token away')
  .option(...json)
  .action(removeToken);

const ids = ['--id <ids...>', 'only these'] as const;
const all = ['--all', 'everything that failed'] as const;

program
  .command('queue')
  .description('background work')
  .command('status')
  .description('what waits, what is in work, what was given up')
  .option(...json)
  .action(queueStatus);

const jobs = program.command('jobs').description('background work, job by job');
jobs
  .command('list')
  .description('the jobs that the clock starts')
  .option(...json)
  .action(listJobs);
jobs
  .command('run')
  .argument('<name>')
  .description('start a job of the clock’s now; the running server does it')
  .option(...json)
  .action(runJob);
jobs
  .command('failed')
  .argument('[queue]')
  .description('the jobs that were given up, with their errors')
  .option(...json)
  .action(failedJobs);
jobs
  .command('retry')
  .argument('[queue]')
  .description('put jobs that were given up back: of a queue, some, or all')
  .option(...ids)
  .option(...all)
  .option(...json)
  .action(retryJobs);

const events = program.command('events').description('events between the modules');
events
  .command('failed')
  .description('the events that could not be relayed, with their errors')
  .option(...json)
  .action(failedEvents);
events
  .command('retry')
  .description('relay events anew that were set aside')
  .option(...ids)
  .option(...all)
  .option(...json)
  .action(retryEvents);

await program.parseAsync().catch(endWith);
