import { expect } from 'vitest';
import type { TestApp } from './app.ts';
import type { Client } from './client.ts';

/** The newest mail of a type to an address, from the email log; undefined for none. */
export async function findMail(
  test: TestApp,
  admin: Client,
  type: string,
  address: string,
): Promise<{ text: string; subject: string } | undefined> {
  await test.settled();
  const { items } = (await admin.get('/admin/messages?limit=200')).body;
  const match = items.find((mail) => mail.type === type && mail.recipient === address);
  if (!match) return undefined;
  const { subject, text } = (await admin.get(`/admin/messages/${match.id}`)).body;
  return { subject, text: text ?? '' };
}

/** The one-time token in the link of such a mail. */
export async function mailedToken(test: TestApp, admin: Client, type: string, address: string): Promise<string> {
  const mail = await findMail(test, admin, type, address);
  const token = /#([\w-]{20,})/.exec(mail?.text ?? '')?.[1];
  expect(token, `a ${type} mail to ${address}`).toBeDefined();
  return token ?? '';
}
