import { type OutputOptions, print, table } from './output.ts';
import { settings } from './settings.ts';

/** Reports what is ok and what is not, with a fix for each problem. */
export async function doctor(options: OutputOptions): Promise<void> {
  const [{ examine }, { version }] = await Promise.all([
    import('#platform/doctor/examine.ts'),
    import('../composition/version.ts'),
  ]);
  const findings = await examine(settings(), version);
  const rows = table(findings.map(({ name, health, found: detail }) => [health, name, detail]));
  const lines = findings.flatMap(({ fix }, index) => [rows[index] ?? '', ...(fix ? [`         → ${fix}`] : [])]);
  print(findings, lines, options);
  if (findings.some(({ health }) => health === 'problem')) process.exitCode = 1;
}
