import type { ReceivedMail } from './parse-mail.ts';

/**
 * Whether the sender's address is known to be the sender's own. `forged`: the receiving server says that it is not.
 * `unknown`: nobody whom we trust has checked it.
 */
export type Authenticity = 'verified' | 'unknown' | 'forged';

/**
 * Reads what the receiving server found out about the sender (RFC 8601). Only results of the configured server count:
 * anybody can write such headers. Without a configured server the topmost results can only condemn a mail.
 */
export function authenticityOf({ from, header }: ReceivedMail, authServer: string | null): Authenticity {
  const all = header('authentication-results').map(readResults);
  const server = authServer === null || authServer === 'none' ? all[0]?.server : authServer;
  const results = all.filter((one) => one.server === server).flatMap((one) => one.results);
  // The server writes its results above what was there before.
  const dmarc = results.find(({ method }) => method === 'dmarc');
  const passed = results.filter(({ result }) => result === 'pass');
  if (dmarc?.result === 'fail') return 'forged';
  if (authServer === 'none') return isDisowned(results) ? 'forged' : 'verified';
  if (authServer === null) return isDisowned(results) ? 'forged' : 'unknown';
  if (dmarc?.result === 'pass') return 'verified';
  const senderDomain = domainOf(from ?? '');
  if (passed.some(({ method, domain }) => isAligned(method, domain, senderDomain))) return 'verified';
  return isDisowned(results) ? 'forged' : 'unknown';
}

interface Result {
  readonly method: string;
  readonly result: string;
  /** The domain that it is about. */
  readonly domain: string;
}

function readResults(value: string): { server: string; results: Result[] } {
  const [server = '', ...parts] = withoutComments(value.slice(0, maxLength)).toLowerCase().split(';');
  return { server: server.trim().split(/\s/)[0] ?? '', results: parts.flatMap((part) => readResult(part) ?? []) };
}

function readResult(part: string): Result | null {
  const [, method = '', result = ''] = /^\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)/.exec(part) ?? [];
  if (method === '') return null;
  const property = method === 'spf' ? /\bsmtp\.mailfrom\s*=\s*"?([^\s";]+)/ : /\bheader\.[di]\s*=\s*"?([^\s";]+)/;
  return { method, result, domain: domainOf(property.exec(part)?.[1] ?? '') };
}

const maxLength = 10_000;

/** Comments may be nested, and may contain what looks like results. */
function withoutComments(value: string): string {
  let depth = 0;
  let text = '';
  for (const letter of value) {
    if (letter === '(') depth++;
    else if (letter === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) text += letter;
  }
  return text;
}

/** Of an address, or of a domain. */
function domainOf(text: string): string {
  return text.slice(text.lastIndexOf('@') + 1);
}

/** The same domain, or one above the sender's: whoever owns that speaks for the sender's (RFC 7489, 3.1). */
function isAligned(method: string, domain: string, senderDomain: string): boolean {
  if (method === 'dmarc' || !domain.includes('.')) return false;
  return senderDomain === domain || senderDomain.endsWith(`.${domain}`);
}

/** No policy of the sender's domain, but neither its servers nor its signature. */
function isDisowned(results: readonly Result[]): boolean {
  const has = (method: string, ...wanted: readonly string[]) =>
    results.some((one) => one.method === method && wanted.includes(one.result));
  return has('spf', 'fail', 'softfail') && has('dkim', 'fail') && !has('dkim', 'pass');
}
