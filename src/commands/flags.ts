import { type FlagName, flagNames } from '#platform/flags/definitions.ts';
import type { Flag, FlagChange } from '#platform/flags/flag.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { type OutputOptions, print, table } from './output.ts';
import { operator, withFlags } from './with-modules.ts';

export { flagNames };

/** Prints the features that can be turned off. */
export async function listFlags(options: OutputOptions): Promise<void> {
  const flags = await withFlags(({ read }) => read());
  print(flags, table(flags.map(rowOf)), options);
}

export const settings = ['on', 'off', 'default'] as const;

interface SetOptions extends OutputOptions {
  readonly percentage?: string;
  readonly organization?: string;
}

/** Sets a flag: for all organizations, a share of them, or one. */
export async function setFlag(
  name: FlagName,
  setting: (typeof settings)[number],
  { percentage, organization, ...options }: SetOptions,
): Promise<void> {
  if (setting === 'default' && organization === undefined) throw misused('`default` goes with --organization.');
  if (percentage !== undefined && organization !== undefined) {
    throw misused('Use either --percentage or --organization.');
  }
  const flags = await withFlags(async ({ read, save, modules }) => {
    if (organization === undefined) {
      const state = setting === 'off' ? 'off' : 'on';
      await save({ name, state, ...(percentage === undefined ? {} : { percentage: numberOf(percentage) }) });
      return read();
    }
    const { id } = await modules.apis.teams.findOrganization(operator, { idOrSlug: organization });
    const others =
      (await read()).find((flag) => flag.name === name)?.organizations.filter((own) => own.id !== id) ?? [];
    const organizations: FlagChange['organizations'] =
      setting === 'default' ? others : [...others, { id, state: setting }];
    await save({ name, organizations });
    return read();
  });
  const flag = flags.filter((one) => one.name === name);
  print(flag[0], table(flag.map(rowOf)), options);
}

function numberOf(text: string): number {
  const percentage = Number(text);
  if (Number.isInteger(percentage) && percentage >= 0 && percentage <= 100) return percentage;
  throw misused('The percentage must be a whole number from 0 to 100.');
}

function rowOf({ name, state, percentage, organizations, description }: Flag): string[] {
  const share = state === 'on' && percentage < 100 ? `on for ${percentage} %` : state;
  const own = organizations.length === 0 ? '' : `${organizations.length} organizations of their own`;
  return [name, share, own, description];
}

function misused(message: string): StartError {
  return new StartError(exitCodes.configuration, message);
}
