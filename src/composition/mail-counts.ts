import type { MailTransport } from '../modules/notifications/module.ts';
import { failureKind } from '#platform/failures.ts';
import type { Sample } from '#platform/observability/metrics.ts';

/** How many emails this process has sent, by provider. */
export interface MailCounts {
  /** The same transport, whose attempts are counted. */
  counted(transport: MailTransport): MailTransport;
  read(): readonly Sample[];
}

/** `sent`; `failed`: the provider failed, and the attempt is repeated; `refused`: it will never accept that email. */
const outcomes = ['sent', 'failed', 'refused'] as const;
type Outcome = (typeof outcomes)[number];

export function createMailCounts(): MailCounts {
  const counts = new Map<string, Record<Outcome, number>>();
  const countsOf = (provider: string) => {
    const existing = counts.get(provider) ?? { sent: 0, failed: 0, refused: 0 };
    counts.set(provider, existing);
    return existing;
  };
  return {
    counted(transport) {
      for (const provider of transport.providers) countsOf(provider);
      return {
        ...transport,
        async send(mail, report) {
          try {
            const acceptance = await transport.send(mail, (attempt) => {
              if (attempt.error !== null) countsOf(attempt.provider).failed += 1;
              report?.(attempt);
            });
            countsOf(acceptance.provider).sent += 1;
            return acceptance;
          } catch (error) {
            if (failureKind(error) === 'permanent') countsOf(transport.kind).refused += 1;
            throw error;
          }
        },
      };
    },
    read: () =>
      [...counts].flatMap(([provider, values]) =>
        outcomes.map((outcome) => ({ labels: { provider, outcome }, value: values[outcome] })),
      ),
  };
}
