import { type OutputOptions, print } from './output.ts';
import { operator, withModules } from './with-modules.ts';

/**
 * Sends the digests and waiting notifications that are due now. A second run at the same time sends nothing twice. Exit
 * code 1 if one could not be sent.
 */
export async function runDigest(options: OutputOptions): Promise<void> {
  const outcome = await withModules(({ apis }) => apis.notifications.deliverDue(operator, {}));
  print(outcome, [`Sent: ${outcome.sent}`, `Failed: ${outcome.failed}`], options);
  if (outcome.failed > 0) process.exitCode = 1;
}
