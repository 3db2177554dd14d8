import { type Browser, chromium as playwright } from 'playwright-core';
import chromium from '@sparticuz/chromium';
import { startApp, type TestApp } from '../harness/app.ts';
import { listen, type Listening } from '../harness/listen.ts';
import { type MailServer, startMailServer } from '../harness/smtp.ts';
import { freePort } from '../harness/process.ts';
import { type Arrival, type Visitor, visit } from './visitor.ts';

/** The whole of it: the app with what was built of the browser app, a mail server, a browser. */
export interface House {
  readonly url: string;
  readonly test: TestApp;
  readonly mail: MailServer;
  /** Somebody with a browser profile of their own. */
  visitor(arrival?: Arrival): Promise<Visitor>;
  close(): Promise<void>;
}

export async function openHouse(): Promise<House> {
  const mail = await startMailServer();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const test = await startApp({ env: { PUBLIC_URL: url, PORT: String(port), SMTP_URL: mail.url } });
  const server: Listening = await listen(test.app, port);
  const browser: Browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox'],
  });
  return {
    url,
    test,
    mail,
    visitor: (arrival) => visit(browser, url, arrival),
    async close() {
      await browser.close();
      await server.close();
      await test.stop();
      await mail.close();
    },
  };
}
