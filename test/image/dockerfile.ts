/** The kinds of instructions that our Dockerfile uses. */
const names = [
  'FROM',
  'WORKDIR',
  'COPY',
  'RUN',
  'ENV',
  'USER',
  'EXPOSE',
  'HEALTHCHECK',
  'STOPSIGNAL',
  'ENTRYPOINT',
  'CMD',
] as const;

export interface Instruction {
  readonly name: (typeof names)[number];
  readonly text: string;
}

export interface Stage {
  readonly name: string | null;
  /** The image that it begins with. */
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/**
 * Reads a Dockerfile: its stages, with lines that end in a backslash joined.
 * @throws Error for an instruction that is not among `names`.
 */
export function readDockerfile(text: string): Stage[] {
  const stages: { name: string | null; base: string; instructions: Instruction[] }[] = [];
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const line of lines) {
    const [word = '', ...rest] = line.split(' ');
    const name = names.find((one) => one === word);
    if (!name) throw new Error(`The Dockerfile has an instruction that is not known here: ${line}`);
    const argument = rest.join(' ').trim();
    if (name === 'FROM') {
      const [base = '', , alias = null] = argument.split(/\s+/);
      stages.push({ name: alias, base, instructions: [] });
    } else stages.at(-1)?.instructions.push({ name, text: argument });
  }
  return stages;
}

/** The words of an instruction in its JSON form: `["node", "src/main.ts"]`. */
export function wordsOf(text: string): string[] {
  const words: unknown = JSON.parse(text);
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string'))
    throw new Error(`not a list of words: ${text}`);
  return words;
}

/** The variables of an ENV instruction: `A=1 B=2`. */
export function variablesOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(/\s+/).map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}
