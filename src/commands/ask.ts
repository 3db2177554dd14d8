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
