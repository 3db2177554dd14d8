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

/** The whole of it: the app with what was built of the browser app, a mail server, a browser. */
export interface House {
  readonly url: string;
  readonly test: TestApp;
  readonly mail: MailServer;
  /** Somebody with a browser profile of their own, who comes by another address than the house's where one is given. */
  visitor(arrival?: Arrival, at?: string): Promise<Visitor>;
  close(): Promise<void>;
}

/**
 * `env` gives more settings, made for the address of the house; an empty SMTP_URL keeps mail in the development outbox.
 * Under a `host` other than localhost the browser takes the house for another machine that is reached by plain HTTP.
 */
export async function openHouse(
  env: (url: string) => Record<string, string> | Promise<Record<string, string>> = () => ({}),
  host = 'localhost',
): Promise<House> {
  if (!isWebFresh(root)) throw new Error('The browser app is not built, or from older sources: npm run build:web.');
  const mail = await startMailServer();
  const port = await freePort();
  const url = `http://${host}:${port}`;
  const own = { PUBLIC_URL: url, PORT: String(port), SMTP_URL: mail.url };
  const test = await startApp({ env: { ...own, ...(await env(url)) } });
  const server: Listening = await listen(test.app, port);
  const browser: Browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', `--host-resolver-rules=MAP ${host} 127.0.0.1`],
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
export async function mailedLink({ test, mail }: House, page: string, address: string): Promise<string> {
  await test.settled();
  const links = mail.mails
    .filter(({ recipients }) => recipients.includes(address))
    .flatMap(({ text = '' }) => text.match(new RegExp(`http\\S+/${page}#[\\w-]+`, 'g')) ?? []);
  const newest = links.at(-1);
  if (newest === undefined) throw new Error(`no mail to ${address} leads to /${page}`);
  return newest;
}
