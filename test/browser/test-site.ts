import { fileURLToPath } from 'node:url';
import { type Browser, chromium as playwright } from 'playwright-core';
import chromium from '@sparticuz/chromium';
import { isWebFresh } from '../../scripts/web-stamp.mjs';
import { startApp, type TestApp } from '../harness/app.ts';
import { listen, type Listening } from '../harness/listen.ts';
import { type MailServer, startMailServer } from '../harness/smtp.ts';
import { freePort } from '../harness/process.ts';
import { type Arrival, type Visitor, visit } from './visitor.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The app with the built browser app, a mail server and a browser. */
export interface TestSite {
  readonly url: string;
  readonly test: TestApp;
  readonly mail: MailServer;
  /** Opens a new browser profile, at `at` or at the address of the site. */
  visitor(arrival?: Arrival, at?: string): Promise<Visitor>;
  close(): Promise<void>;
}

/**
 * `env` returns more settings for the given address; an empty SMTP_URL keeps mail in the email log.
 * Under a `host` other than localhost the browser sees a remote server over plain HTTP.
 */
export async function startTestSite(
  env: (url: string) => Record<string, string> | Promise<Record<string, string>> = () => ({}),
  host = 'localhost',
): Promise<TestSite> {
  if (!isWebFresh(root)) throw new Error('The browser app is not built, or from older sources: npm run build:web.');
  const mail = await startMailServer();
  const port = await freePort();
  const url = `http://${host}:${port}`;
  const own = { PUBLIC_URL: url, PORT: String(port), SMTP_URL: mail.url };
  const test = await startApp({ env: { ...own, ...(await env(url)) } });
  const server: Listening = await listen(test.app, port);
  const browser: Browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP ${host} 127.0.0.1`],
  });
  return {
    url,
    test,
    mail,
    visitor: (arrival, at = url) => visit(browser, at, arrival),
    async close() {
      await browser.close();
      await server.close();
      await test.stop();
      await mail.close();
    },
  };
}

/** The newest mailed link of a kind to an address. */
export async function mailedLink({ test, mail }: TestSite, page: string, address: string): Promise<string> {
  await test.settled();
  const links = mail.mails
    .filter(({ recipients }) => recipients.includes(address))
    .flatMap(({ text = '' }) => text.match(new RegExp(`http\\S+/${page}#[\\w-]+`, 'g')) ?? []);
  const newest = links.at(-1);
  if (newest === undefined) throw new Error(`no mail to ${address} leads to /${page}`);
  return newest;
}
