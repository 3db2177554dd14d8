#!/usr/bin/env node
import { Command } from 'commander';
import { createUser } from './commands/create-user.ts';
import { doctor } from './commands/doctor.ts';
import { listUsers } from './commands/list-users.ts';
import { migrate } from './commands/migrate.ts';
import { serve } from './commands/serve.ts';
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

await program.parseAsync().catch(endWith);
