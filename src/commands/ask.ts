import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';

/** Asks for a line on the terminal. `option` says how to give it where there is no terminal. */
export async function ask(question: string, option: string, { isHidden = false } = {}): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new StartError(exitCodes.configuration, `No terminal to prompt on. Use ${option}.`);
  }
  process.stderr.write(question);
  const output = isHidden ? new Writable({ write: (_bytes, _encoding, done) => done() }) : process.stderr;
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return (await terminal.question('')).trim();
  } finally {
    terminal.close();
    if (isHidden) process.stderr.write('\n');
  }
}

/**
 * Asks whether to go on.
 * @throws StartError `refused` for anything but yes; `configuration` without a terminal.
 */
export async function confirm(question: string): Promise<void> {
  const answer = await ask(`${question} [y/N] `, '--yes');
  if (/^y(es)?$/i.test(answer)) return;
  throw new StartError(exitCodes.refused, 'Nothing was changed.');
}
