import type { ImapFlow, ImapFlowError } from 'imapflow';

/** An inbox, before its client has connected. */
export interface ImapInbox {
  readonly client: ImapFlow;
  readonly folder: string;
  /** Where handled messages are moved; null if they stay. */
  readonly doneFolder: string | null;
}

/** The inbox of an address like `imaps://user:password@host/INBOX?done=Archive`. Close its client in any case. */
export async function imapInbox(imapUrl: string, connectTimeoutMs = 15_000): Promise<ImapInbox> {
  const { ImapFlow: Client } = await import('imapflow');
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(imapUrl);
  const isSecure = protocol === 'imaps:';
  const client = new Client({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (isSecure ? 993 : 143)),
    secure: isSecure,
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    disableAutoIdle: true,
    logger: false,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    socketTimeout: 60_000,
  });
  // Without a listener an error of the connection would end the process. Commands reject with it.
  client.on('error', () => undefined);
  return {
    client,
    folder: decodeURIComponent(pathname.slice(1)) || 'INBOX',
    doneFolder: searchParams.get('done'),
  };
}

/** Why an inbox could not be read: its password, its folder, or the connection; and what the server said. */
export function imapFailure(error: unknown): { error: 'password' | 'folder' | 'connection'; detail: string } {
  const { authenticationFailed, mailboxMissing, responseText, message, code } = error as Partial<ImapFlowError>;
  const detail = responseText ?? (code === undefined ? message : `${code}: ${message}`) ?? String(error);
  if (authenticationFailed) return { error: 'password', detail };
  return { error: mailboxMissing ? 'folder' : 'connection', detail };
}
