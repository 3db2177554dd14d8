import { type OutputOptions, print } from './output.ts';
import { operator, withModules } from './with-modules.ts';

/** Sends the digests and waiting notifications that are due now. A second run at the same time sends nothing twice. */
export async function runDigest(options: OutputOptions): Promise<void> {
  const outcome = await withModules(({ apis }) => apis.notifications.deliverDue(operator, {}));
  print(outcome, [`Sent: ${outcome.sent}`, `Failed: ${outcome.failed}`], options);
}
