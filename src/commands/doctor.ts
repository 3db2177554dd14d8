import { describeFinding, failure, type Finding, ok } from '#platform/doctor/finding.ts';
import { ConfigError } from '#platform/startup/config.ts';
import { exitCodes } from '#platform/startup/start-error.ts';
import { type OutputOptions, print, showStep, table } from './output.ts';
import { settings } from './settings.ts';

interface DoctorOptions extends OutputOptions {
  readonly mail?: string;
}

/** Reports what is ok and what is not, with a fix for each problem. */
export async function doctor({ mail, ...options }: DoctorOptions): Promise<void> {
  showStep('Checking …');
  const findings = (await findingsOf(mail)).map((finding) => describeFinding(finding, 'en'));
  const rows = table(findings.map(({ id, level, message }) => [level, id, message]));
  const lines = findings.flatMap(({ fix, command }, index) => [
    rows[index] ?? '',
    ...(fix === null ? [] : [`         → ${fix}`]),
    ...(command === null ? [] : [`           ${command}`]),
  ]);
  print({ findings }, lines, options);
  if (findings.some(({ id, level }) => id === 'configuration' && level === 'error')) {
    process.exitCode = exitCodes.configuration;
  } else if (findings.some(({ level }) => level === 'error')) process.exitCode = exitCodes.unexpected;
}

async function findingsOf(mailTo: string | undefined): Promise<Finding[]> {
  const [{ examine }, { createLogger }, { version }] = await Promise.all([
    import('#platform/doctor/examine.ts'),
    import('#platform/observability/logger.ts'),
    import('../composition/version.ts'),
  ]);
  try {
    const config = settings();
    const log = await createLogger({ level: 'silent', format: 'json' });
    const findings = await examine({ config, version, log, targets: null });
    return mailTo === undefined ? findings : [...findings, await mailTest(mailTo)];
  } catch (error) {
    // Without a configuration nothing else can be checked.
    if (!(error instanceof ConfigError)) throw error;
    return [failure('configuration', 'invalid', { reason: error.message })];
  }
}

/** Sends a real email, as `taskuno email test` does. */
async function mailTest(to: string): Promise<Finding> {
  const { operator, withModules } = await import('./with-modules.ts');
  const { state, provider, error } = await withModules(({ apis }) => apis.notifications.sendTestMail(operator, { to }));
  if (state === 'sent') return ok('mail-test', 'ok', { to, provider: provider ?? 'a mail server' });
  const command = 'SMTP_URL=smtps://user:password@mail.example.com:465';
  if (state === 'outbox') return failure('mail-test', 'outbox', {}, command);
  return failure('mail-test', 'failed', { to, reason: error ?? 'no reason given' }, `taskuno email test --to ${to}`);
}
