import { type OutputOptions, print } from './output.ts';
import { operator, withModules } from './with-modules.ts';

/**
 * Sends the notices and reminders that are due now. A second run at the same time sends nothing twice. Exit code 1 if one
 * could not be sent.
 */
export async function runReminders(options: OutputOptions): Promise<void> {
  const sent = await withModules(({ apis }) => apis.tasks.sendReminders(operator, {}));
  print(
    sent,
    [`Due soon: ${sent.dueSoon}`, `Overdue: ${sent.overdue}`, `Reminders: ${sent.reminders}`, `Failed: ${sent.failed}`],
    options,
  );
  if (sent.failed > 0) process.exitCode = 1;
}
