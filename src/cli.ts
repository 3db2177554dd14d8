#!/usr/bin/env node
import { runCommand } from './commands/run.ts';

const code = await runCommand(process.argv.slice(2));
// A command that has succeeded may be a server.
if (code !== 0) process.exit(code);
