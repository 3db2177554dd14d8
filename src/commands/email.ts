import { type OutputOptions, print } from './output.ts';
import { operator, withModules } from './with-modules.ts';

/** Sends a test email with this configuration and prints what the provider replied. Exit code 1 if it was not sent. */
export async function testEmail({ to, ...options }: OutputOptions & { readonly to: string }): Promise<void> {
  const result = await withModules(({ apis }) => apis.notifications.sendTestMail(operator, { to }));
  const lines = {
    sent: `Sent to ${to} through ${result.provider ?? 'a mail server'}.`,
    outbox: 'Not sent: no mail server is configured. Set SMTP_URL or RESEND_API_KEY.',
    failed: `Not sent: ${result.error ?? 'no reason given'}`,
  };
  print(result, [lines[result.state]], options);
  if (result.state !== 'sent') process.exitCode = 1;
}
