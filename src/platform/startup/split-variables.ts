import { z } from 'zod';
import { type ModuleName, moduleNames } from './module-names.ts';
import { commaList, httpUrl, key, variable } from './variable.ts';

type UrlVariable = `${Uppercase<ModuleName>}_URL`;

/** The variable with the address of the process that hosts a module. */
export function urlVariable(name: ModuleName): UrlVariable {
  return `${name.toUpperCase()}_URL` as UrlVariable;
}

const moduleUrls = Object.fromEntries(
  moduleNames.map((name) => [
    urlVariable(name),
    variable(
      httpUrl(`http://${name}:8080`)
        .transform((url) => url.replace(/\/+$/, ''))
        .optional(),
      `Address of the process that hosts ${name}, if this one does not.`,
    ),
  ]),
) as Record<UrlVariable, z.ZodOptional<z.ZodPipe<z.ZodURL, z.ZodTransform<string, string>>>>;

const pem = z.string().min(1).optional();

/** How the modules are divided between processes. */
export const splitVariables = {
  MODULES: variable(
    z
      .pipe(
        commaList.transform((names) => (names.join() === 'none' ? [] : names)),
        z.array(z.enum(moduleNames, `must be none, or some of ${moduleNames.join(', ')}`)),
      )
      .optional(),
    `Modules in this process, separated by commas: ${moduleNames.join(', ')}. none: a gateway, which only forwards requests. If empty, all. See docs/splitting.md.`,
  ),
  ...moduleUrls,
  INTERNAL_KEY: variable(
    key.optional(),
    'Key with which the processes of one installation call each other, the same in all of them. Needed if MODULES is set.',
  ),
  INTERNAL_KEY_PREVIOUS: variable(key.optional(), 'Second valid INTERNAL_KEY, during a rotation.'),
  INTERNAL_TLS_CA: variable(
    pem,
    'Certificate of the authority for TLS between the processes, in PEM: a path, or the text. With it a process that hosts modules serves only HTTPS, to processes with a certificate of this authority.',
  ),
  INTERNAL_TLS_CERT: variable(pem, 'Certificate of this process: a path, or the text.'),
  INTERNAL_TLS_KEY: variable(pem, 'Private key of INTERNAL_TLS_CERT: a path, or the text.'),
};

/** How this process and the others share the modules. */
export interface SplitConfig {
  /** The modules in this process. */
  readonly hosted: readonly ModuleName[];
  /** The addresses of the others. */
  readonly urls: Readonly<Partial<Record<ModuleName, string>>>;
  /** Valid keys for calls between processes; the first is sent. Empty if this process is alone. */
  readonly keys: readonly string[];
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string } | null;
}

type SplitValues = { readonly [Name in keyof typeof splitVariables]?: z.output<(typeof splitVariables)[Name]> };

/** Reads the variables above together. Adds what is missing to `problems`. */
export function readSplit(
  values: SplitValues & { readonly SECRET_KEY?: string | undefined; readonly DATABASE_URL?: string | undefined },
  problems: string[],
): SplitConfig {
  const hosted = values.MODULES ?? moduleNames;
  const others = moduleNames.filter((name) => !hosted.includes(name));
  const urls = Object.fromEntries(others.map((name) => [name, values[urlVariable(name)]]));
  for (const name of others) {
    if (values[urlVariable(name)] === undefined)
      problems.push(`${urlVariable(name)}: is needed, because MODULES does not contain ${name}.`);
  }
  if (others.length > 0) {
    const shared =
      hosted.length > 0 ? (['INTERNAL_KEY', 'SECRET_KEY', 'DATABASE_URL'] as const) : (['INTERNAL_KEY'] as const);
    for (const name of shared) {
      if (values[name] === undefined) problems.push(`${name}: is needed with MODULES, the same in all processes.`);
    }
  }
  const keys = [values.INTERNAL_KEY, values.INTERNAL_KEY_PREVIOUS].filter((one) => one !== undefined);
  return { hosted, urls, keys, tls: readTls(values, problems) };
}

function readTls(values: SplitValues, problems: string[]): SplitConfig['tls'] {
  const { INTERNAL_TLS_CA: ca, INTERNAL_TLS_CERT: cert, INTERNAL_TLS_KEY: privateKey } = values;
  if (ca !== undefined && cert !== undefined && privateKey !== undefined) return { ca, cert, key: privateKey };
  if (ca ?? cert ?? privateKey)
    problems.push('INTERNAL_TLS_CA, INTERNAL_TLS_CERT and INTERNAL_TLS_KEY: set all three, or none.');
  return null;
}
