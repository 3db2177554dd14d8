import type { Config } from '#platform/startup/config.ts';
import { type Clock, systemClock } from '#platform/clock.ts';
import { failureKind, PermanentError, TemporaryError } from '#platform/failures.ts';
import type { MailProvider } from './contract.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Stable for an event and recipient: a retry sends the same one (RFC 5322, 3.6.4). */
  readonly messageId: string;
  /** What a provider takes for a repeat of the same request. Default: the Message-ID. */
  readonly idempotencyKey?: string;
  /** Further headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where replies are to go, if not to the sender. */
  readonly replyTo?: string;
}

/** A refusal that retrying cannot change: an address that does not exist, or a rejected mail. */
export class PermanentMailError extends PermanentError {
  /** Whether the address is at fault, and not this mail. */
  readonly isBadAddress: boolean;

  constructor(message: string, { isBadAddress = false } = {}) {
    super(message);
    this.isBadAddress = isBadAddress;
  }
}

/** Which provider accepted a mail, and its id there. */
export interface Acceptance {
  readonly provider: MailProvider;
  readonly providerId: string | null;
}

/** A request to a provider: an error says that the provider failed, not that it refused the mail. */
export interface ProviderAttempt {
  readonly provider: MailProvider;
  readonly error: string | null;
}
type Report = (attempt: ProviderAttempt) => void;

export interface MailTransport {
  /** The provider that is tried first. */
  readonly kind: MailProvider;
  /** All that are configured, in the order in which they are tried. */
  readonly providers: readonly MailProvider[];
  /** @throws PermanentMailError, or any other error if a retry makes sense. */
  send(mail: Mail, report?: Report): Promise<Acceptance>;
  close(): void;
}

type MailConfig = Pick<Config, 'SMTP_URL' | 'RESEND_API_KEY' | 'MAIL_FROM'> & Partial<Pick<Config, 'RESEND_API_URL'>>;

/**
 * SMTP or Resend if configured; with both, Resend takes over while SMTP fails. Without either, mails stay in the
 * email log. Libraries are loaded when the first mail is sent.
 */
export function createTransport(
  { SMTP_URL, RESEND_API_KEY, RESEND_API_URL, MAIL_FROM }: MailConfig,
  clock: Clock = systemClock,
): MailTransport {
  const smtp = SMTP_URL === undefined ? null : smtpTransport(SMTP_URL, MAIL_FROM);
  const resend = RESEND_API_KEY === undefined ? null : resendTransport(RESEND_API_KEY, RESEND_API_URL, MAIL_FROM);
  const configured = smtp && resend ? withFailover(smtp, resend, clock) : (smtp ?? resend);
  return configured === null ? outbox : withPauses(configured, clock);
}

const outbox: MailTransport = {
  kind: 'outbox',
  providers: ['outbox'],
  send: async () => ({ provider: 'outbox', providerId: null }),
  close: () => undefined,
};

/** Not sent, because the provider failed several times in a row. */
export class PausedError extends TemporaryError {}

/** After this many failures in a row mails are not tried for a while: each would wait for the same time-out. */
const maxFailuresInARow = 3;
const pauseAfterFailuresMs = 15_000;

function withPauses(transport: MailTransport, clock: Clock): MailTransport {
  let failuresInARow = 0;
  let pausedUntilMs = 0;
  return {
    ...transport,
    async send(mail, report) {
      if (clock.now().getTime() < pausedUntilMs)
        throw new PausedError('The mail server failed several times in a row.');
      try {
        const acceptance = await transport.send(mail, report);
        failuresInARow = 0;
        return acceptance;
      } catch (error) {
        failuresInARow = failureKind(error) === 'permanent' ? 0 : failuresInARow + 1;
        if (failuresInARow >= maxFailuresInARow) pausedUntilMs = clock.now().getTime() + pauseAfterFailuresMs;
        throw error;
      }
    },
  };
}

/** How long the first provider is left alone after a failure. */
const pauseMs = 60_000;

/**
 * The second provider sends what the first fails to, under the same Message-ID. After a failure the first one is left
 * alone for a while, so that not each mail waits for its time-out. What it refuses permanently is not sent elsewhere.
 */
function withFailover(first: MailTransport, second: MailTransport, clock: Clock): MailTransport {
  let pausedUntilMs = 0;
  return {
    kind: first.kind,
    providers: [...first.providers, ...second.providers],
    async send(mail, report) {
      if (clock.now().getTime() < pausedUntilMs) return second.send(mail, report);
      try {
        return await first.send(mail, report);
      } catch (error) {
        if (failureKind(error) === 'permanent') throw error;
        pausedUntilMs = clock.now().getTime() + pauseMs;
        return second.send(mail, report);
      }
    },
    close() {
      first.close();
      second.close();
    },
  };
}

/** A single provider, which reports each of its attempts. */
function provider(
  kind: 'smtp' | 'resend',
  deliver: (mail: Mail) => Promise<string | null>,
  close: () => void,
): MailTransport {
  return {
    kind,
    providers: [kind],
    async send(mail, report) {
      try {
        const providerId = await deliver(mail);
        report?.({ provider: kind, error: null });
        return { provider: kind, providerId };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        report?.({ provider: kind, error: failureKind(error) === 'permanent' ? null : reason });
        throw error;
      }
    },
    close,
  };
}

function smtpTransport(url: string, from: string): MailTransport {
  const opened = lazily(async () => {
    const { createTransport: open } = await import('nodemailer');
    return open({
      url,
      pool: true,
      maxConnections: 3,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
    });
  });
  const deliver = async ({ messageId, idempotencyKey: _key, ...message }: Mail) => {
    try {
      await (await opened.get()).sendMail({ from, ...message, messageId: `<${messageId}>` });
      return null;
    } catch (error) {
      throw isPermanent(error) ? refusalOf(error) : error;
    }
  };
  return provider('smtp', deliver, () => opened.use((transport) => transport.close()));
}

function resendTransport(key: string, baseUrl: string | undefined, from: string): MailTransport {
  const opened = lazily(async () => {
    const { Resend } = await import('resend');
    return new Resend(key, baseUrl === undefined ? {} : { baseUrl });
  });
  const deliver = async ({
    to,
    subject,
    text,
    html,
    messageId,
    idempotencyKey = messageId,
    headers,
    replyTo,
  }: Mail) => {
    const resend = await opened.get();
    const [id = ''] = messageId.split('@');
    const { data, error } = await resend.emails.send(
      {
        from,
        to,
        subject,
        text,
        html,
        headers: { ...headers, 'Message-ID': `<${messageId}>` },
        ...(replyTo === undefined ? {} : { replyTo }),
        tags: [{ name: messageTag, value: id }],
      },
      { idempotencyKey, signal: AbortSignal.timeout(resendTimeoutMs) },
    );
    if (!error) return data.id;
    const status = error.statusCode ?? 500;
    const isRefused = status >= 400 && status < 500 && !retriableStatuses.has(status);
    throw isRefused ? new PermanentMailError(error.message) : new Error(error.message);
  };
  return provider('resend', deliver, () => undefined);
}

/** The tag with which Resend returns the id of our message in its webhooks. */
export const messageTag = 'taskuno_message';
const resendTimeoutMs = 20_000;
/** A wrong API key, the same mail already being sent, too many requests. */
const retriableStatuses: ReadonlySet<number> = new Set([401, 403, 409, 429]);

/**
 * SMTP replies 5xx to what it will never accept (RFC 5321, 4.2.1). Codes that are not about the mail itself, such as
 * 535 for a wrong password, are not permanent: an operator can fix them.
 */
function isPermanent(error: unknown): boolean {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const isAboutTheMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  return isAboutTheMail && typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600;
}

/** Enhanced status codes 5.1.1 to 5.1.3, 5.1.6 and 5.1.10: the address does not exist (RFC 3463, 3.2; RFC 7505). */
function refusalOf(error: unknown): PermanentMailError {
  const { message, response } = error as { message?: unknown; response?: unknown };
  return new PermanentMailError(String(message), {
    isBadAddress: /^5\d\d[ -]5\.1\.(?:[1236]|10)(?!\d)/.test(String(response ?? '')),
  });
}

function lazily<Value>(make: () => Promise<Value>) {
  let promise: Promise<Value> | undefined;
  return {
    get: () => (promise ??= make()),
    use: (act: (value: Value) => void) => void promise?.then(act),
  };
}
