import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';

/** Adds `taskuno completion <shell>`, whose script asks `taskuno complete` for the words that may follow. */
export function addCompletion(program: Command): void {
  tab(program, { completionCommandName: 'completion' });
}
