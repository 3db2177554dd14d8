import type { Finding } from '#platform/doctor/finding.ts';
import { ConfigError } from '#platform/startup/config.ts';
import { exitCodes } from '#platform/startup/start-error.ts';
import { type OutputOptions, print, table } from './output.ts';
import { settings } from './settings.ts';

/** Reports what is ok and what is not, with a fix for each problem. */
export async function doctor(options: OutputOptions): Promise<void> {
  const findings = await findingsOf();
  const rows = table(findings.map(({ id, level, message }) => [level, id, message]));
  const lines = findings.flatMap(({ fix }, index) => [rows[index] ?? '', ...(fix ? [`         → ${fix}`] : [])]);
  print({ findings }, lines, options);
  if (findings.some(({ id, level }) => id === 'configuration' && level === 'error')) {
    process.exitCode = exitCodes.configuration;
  } else if (findings.some(({ level }) => level === 'error')) process.exitCode = exitCodes.unexpected;
}

async function findingsOf(): Promise<Finding[]> {
  const [{ examine }, { failure }, { createLogger }, { version }] = await Promise.all([
    import('#platform/doctor/examine.ts'),
    import('#platform/doctor/finding.ts'),
    import('#platform/observability/logger.ts'),
    import('../composition/version.ts'),
  ]);
  try {
    const config = settings();
    const log = await createLogger({ level: 'silent', format: 'json' });
    return await examine({ config, version, log, targets: null });
  } catch (error) {
    // Without a configuration nothing else can be checked.
    if (!(error instanceof ConfigError)) throw error;
    return [failure('configuration', error.message, 'Correct the named variables. .env.example describes each.')];
  }
}
