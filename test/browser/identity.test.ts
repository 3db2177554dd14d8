import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOf } from '../harness/client.ts';
import { type OpenIdServer, openIdClient, startOpenId } from '../harness/openid.ts';
import { join, makeTask, makeWorkspace, password, type Person, signUp, type Workspace } from '../harness/people.ts';
import { shownCode } from '../harness/totp.ts';
import { type TestSite, mailedLink, startTestSite } from './test-site.ts';
import { cardIn, composeIn, expectSeen, expectStarted, statusAfter, untilInstalled, type Visitor } from './visitor.ts';

// All ways to sign in and out, step by step.

let site: TestSite;
let provider: OpenIdServer;
let work: Workspace;
let admin: Person;
beforeAll(async () => {
  site = await startTestSite(async (url) => {
    provider = await startOpenId(`${url}/api/v1/auth/oidc/acme/callback`);
    return {
      OIDC_PROVIDERS: 'acme, away',
      OIDC_ACME_ISSUER: provider.issuer,
      OIDC_ACME_CLIENT_ID: openIdClient.id,
      OIDC_ACME_CLIENT_SECRET: openIdClient.secret,
      OIDC_ACME_LABEL: 'Acme',
      OIDC_AWAY_ISSUER: 'http://127.0.0.1:9',
      OIDC_AWAY_CLIENT_ID: 'x',
      OIDC_AWAY_CLIENT_SECRET: 'x',
      OIDC_AWAY_LABEL: 'Nowhere',
    };
  });
  work = await makeWorkspace(site.test.app);
  // The first account of an installation is its administrator's.
  admin = work.owner;
});
afterAll(async () => {
  await site.close();
  await provider.close();
});

/** The browser also logs the refusals that the page shows. */
const refusalStatus = /status of (401|409|422|423)/;

async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const isIn = (page: Page) => page.waitForURL(/\/(welcome|teams\/.*|inbox)$/);

/** Sets up an authenticator app; returns its key and the recovery codes. */
async function setUpCodes(page: Page): Promise<{ secret: string; codes: readonly string[] }> {
  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog');
  await expectSeen(dialog.getByRole('img', { name: 'QR code for the authenticator app' }));
  const secret = (await dialog.locator('code').innerText()).replaceAll(' ', '');
  await dialog.getByLabel('Code shown in the app').fill(await shownCode(secret));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const list = dialog.getByRole('list', { name: 'Recovery codes' });
  await expectSeen(list);
  return { secret, codes: await list.getByRole('listitem').allInnerTexts() };
}

async function done({ complaints, close }: Visitor): Promise<void> {
  expect(complaints).toEqual([]);
  await close();
}

describe('a link that names where to go after signing in', () => {
  const places = [
    '//evil.example',
    'http://evil.example/x',
    '/..//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
  ];

  it('leads to pages of ours alone', async () => {
    const person = await signUp(site.test.app, 'Tara');
    const visitor = await site.visitor({ expected: refusalStatus });
    const { page } = visitor;
    for (const location of places) {
      await page.goto(`/sign-in?next=${encodeURIComponent(location)}`);
      const elsewhere = await page.getByRole('link', { name: 'Continue with Acme' }).getAttribute('href');
      expect(new URL(elsewhere ?? '', site.url).searchParams.get('next')).toBe('/');
      await page.getByLabel('Email').fill(person.email);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await isIn(page);
      expect(new URL(page.url()).origin).toBe(site.url);
      await leaveUnseen(visitor);
    }
    await page.goto(`/sign-in?next=${encodeURIComponent('/settings/security')}`);
    await page.getByLabel('Email').fill(person.email);
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/settings/security');
    await done(visitor);
  });

  it('also after signing up', async () => {
    const visitor = await site.visitor();
    const { page } = visitor;
    await page.goto(`/sign-up?next=${encodeURIComponent('http://evil.example/x')}`);
    await page.getByLabel('Your name').fill('Taraneh');
    await page.getByLabel('Email').fill('taraneh@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await isIn(page);
    expect(new URL(page.url()).origin).toBe(site.url);
    await done(visitor);
  });
});

it('the browser’s offer to install the app, made while the sign-in shows, is there after it', async () => {
  const person = await signUp(site.test.app, 'Nasrin');
  const visitor = await site.visitor();
  const { page } = visitor;
  await page.goto('/sign-in');
  await expectStarted(page);
  const isTaken = await page.evaluate(`!dispatchEvent(new Event('beforeinstallprompt', { cancelable: true }))`);
  expect(isTaken).toBe(true);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/welcome');
  await page.evaluate(`__TSR_ROUTER__.navigate({ href: '/settings' })`);
  await page.getByRole('button', { name: 'Your account' }).click();
  await expectSeen(page.getByRole('menuitem', { name: 'Install app' }));
  await done(visitor);
});

describe('two-step sign-in', () => {
  let mina: Person;
  let secret = '';
  let codes: readonly string[] = [];

  it('is set up with an authenticator app, and gives recovery codes to keep', async () => {
    mina = await signUp(site.test.app, 'Mina');
    const visitor = await site.visitor({ as: mina });
    const { page } = visitor;
    ({ secret, codes } = await setUpCodes(page));
    expect(new Set(codes).size).toBe(10);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('taskuno-recovery-codes.txt');
    await page.getByRole('button', { name: 'I saved the codes' }).click();
    await expectSeen(page.getByText('10 codes left.'));
    await expectSeen(page.getByRole('button', { name: 'Turn off' }));
    await done(visitor);
  });

  it('asks for the code after the password, and shows a wrong one at its field', async () => {
    const visitor = await site.visitor({ expected: refusalStatus });
    const { page } = visitor;
    await signIn(page, mina.email);
    await expectSeen(page.getByRole('heading', { name: 'Two-step sign-in' }));
    await page.getByLabel('Code from the app').fill('000000');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('This code is incorrect or was already used.'));
    await page.getByLabel('Code from the app').fill(await shownCode(secret, 1));
    await page.keyboard.press('Enter');
    await isIn(page);
    await done(visitor);
  });

  it('takes a recovery code once, and is turned off with the password', async () => {
    const visitor = await site.visitor({ expected: refusalStatus });
    const { page } = visitor;
    const [first = '', second = ''] = codes;
    const { mfaToken } = (await clientOf(site.test.app).post('/auth/login', { email: mina.email, password })).body;
    expect((await clientOf(site.test.app).post('/auth/mfa/verify', { mfaToken, code: first })).status).toBe(200);
    await signIn(page, mina.email);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(first);
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('This code is incorrect or was already used.'));
    await page.getByLabel('Recovery code').fill(second);
    await page.keyboard.press('Enter');
    await isIn(page);

    await page.goto('/settings/security');
    await expectSeen(page.getByText('8 codes left.'));
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByLabel('Your password').fill('not my password');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('The password is incorrect.'));
    await page.getByLabel('Your password').fill(password);
    await page.keyboard.press('Enter');
    await expectSeen(page.getByRole('button', { name: 'Set up' }));
    await done(visitor);
  });
});

describe('a passkey', () => {
  it('is added, named, signs in alone and as the second step, and is removed', async () => {
    const person = await signUp(site.test.app, 'Kian');
    const visitor = await site.visitor({ as: person, expected: refusalStatus });
    const { page } = visitor;
    const authenticator = await plugInAuthenticator(visitor);
    await page.goto('/settings/security');
    await page.getByRole('button', { name: 'Add passkey' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Laptop');
    await page.getByLabel('Your password').fill('not the password');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('The password is incorrect.'));
    await page.getByLabel('Your password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'I saved the codes' }).click();
    const keys = page.getByRole('list', { name: 'Passkeys' });
    await expectSeen(keys.getByText('Laptop'));

    await page.getByRole('button', { name: 'Actions for Laptop' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Work laptop');
    await page.keyboard.press('Enter');
    await expectSeen(keys.getByText('Work laptop'));

    await leaveUnseen(visitor);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await isIn(page);

    await leaveUnseen(visitor);
    await signIn(page, person.email);
    await page.getByRole('button', { name: 'Use passkey' }).click();
    await isIn(page);

    await page.goto('/settings/security');
    await expectSeen(keys.getByText('last used now'));
    await page.getByRole('button', { name: 'Actions for Work laptop' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByLabel('Your password').fill(password);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await keys.waitFor({ state: 'detached' });
    await authenticator.detach();
    await done(visitor);
  });

  it('that is not shown is reported, and the password still works', async () => {
    const visitor = await site.visitor({ expected: refusalStatus });
    const { page } = visitor;
    await plugInAuthenticator(visitor);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await expectSeen(page.getByText('The passkey was not used.'));
    await expectSeen(page.getByLabel('Password'));
    await done(visitor);
  });
});

/** Without the cookie and from a page that does not notice: a page of the app would reload meanwhile. */
async function leaveUnseen({ context, page }: Visitor): Promise<void> {
  await page.goto('about:blank');
  await context.clearCookies();
}

/** The browser's virtual authenticator. */
async function plugInAuthenticator({ context, page }: Visitor): Promise<CDPSession> {
  const browser = await context.newCDPSession(page);
  await browser.send('WebAuthn.enable');
  await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return browser;
}

describe('a forgotten password', () => {
  it('is set anew by the mailed link, which waits for a press and leaves the address', async () => {
    const person = await signUp(site.test.app, 'Farid');
    const guest = await site.visitor({ expected: refusalStatus });
    await guest.page.goto('/sign-in');
    await guest.page.getByRole('link', { name: 'Forgot your password?' }).click();
    await expectSeen(guest.page.getByRole('heading', { name: 'Forgot your password?' }));
    await guest.page.getByLabel('Email').fill(person.email);
    await guest.page.keyboard.press('Enter');
    await expectSeen(guest.page.getByRole('heading', { name: 'Check your email' }));

    const link = await mailedLink(site, 'reset', person.email);
    await guest.page.goto(link);
    await expectSeen(guest.page.getByRole('heading', { name: 'Set a new password' }));
    await guest.page.waitForURL(/\/reset$/);
    await guest.page.getByLabel('New password').fill('12345678');
    await guest.page.keyboard.press('Enter');
    await expectSeen(guest.page.getByText('This password is too common and easy to guess.'));
    await guest.page.getByLabel('New password').fill('quite another horse');
    await guest.page.keyboard.press('Enter');
    await expectSeen(guest.page.getByRole('heading', { name: 'Your password was changed' }));
    await signIn(guest.page, person.email, 'quite another horse');
    await isIn(guest.page);

    await guest.page.goto(link);
    await guest.page.getByLabel('New password').fill('a third horse by now');
    await guest.page.keyboard.press('Enter');
    await expectSeen(guest.page.getByRole('heading', { name: 'This link is no longer valid' }));
    await done(guest);
  });

  it('cannot be guessed: after ten wrong ones the address is locked, with the time when it is unlocked', async () => {
    const person = await signUp(site.test.app, 'Nima');
    const guest = clientOf(site.test.app);
    for (let count = 0; count < 9; count += 1) {
      await guest.post('/auth/session', { email: person.email, password: `wrong ${count}` });
    }
    const visitor = await site.visitor({ expected: refusalStatus });
    await signIn(visitor.page, person.email, 'wrong again');
    await expectSeen(visitor.page.getByText('The email or password is incorrect.'));
    await visitor.page.getByLabel('Password').fill(password);
    await visitor.page.keyboard.press('Enter');
    await expectSeen(visitor.page.getByText('Too many wrong passwords. Try again in 15 minutes'));
    await done(visitor);
  });
});

describe('a mail that no server takes', () => {
  it('stays with the administrator of a server that this machine alone reaches, who follows its link', async () => {
    const alone = await startTestSite(() => ({ SMTP_URL: '' }));
    const first = await signUp(alone.test.app, 'First');
    await first.post('/auth/password/forgot', { email: first.email });
    await alone.test.settled();
    const reader = await alone.visitor({ as: first });
    await reader.page.goto('/admin/messages');
    await reader.page.getByRole('link', { name: first.email }).first().click();
    await reader.page.getByRole('button', { name: 'Plain text' }).click();
    await reader.page.getByRole('link', { name: /\/reset#/ }).click();
    await expectSeen(reader.page.getByRole('heading', { name: 'Set a new password' }));
    await done(reader);
    await alone.close();
  });
});

describe('signing up where addresses are confirmed', () => {
  it('waits for the mailed link, sends it again, and lets its owner in after a press', async () => {
    const strict = await startTestSite(() => ({ EMAIL_CONFIRMATION: 'on' }));
    const first = await signUp(strict.test.app, 'First');
    const guest = await strict.visitor({ expected: /status of 40[13]/ });
    const { page } = guest;
    await page.goto('/sign-up');
    await page.getByLabel('Your name').fill('Arash');
    await page.getByLabel('Email').fill('arash@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Check your email' }));
    await page.getByRole('button', { name: 'Send again' }).click();
    await expectSeen(page.getByText('Email sent again.'));
    await page.getByRole('button', { name: 'Back to sign in' }).click();
    await signIn(page, 'arash@example.com');
    await expectSeen(page.getByRole('heading', { name: 'Check your email' }));

    await page.goto(await mailedLink(strict, 'verify', 'arash@example.com'));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expectSeen(page.getByRole('heading', { name: 'arash@example.com is confirmed' }));
    await signIn(page, 'arash@example.com');
    await isIn(page);
    await done(guest);

    // A link that was shown to the inviting person also needs confirmation by mail.
    const organization = (await first.post('/organizations', { name: 'Acme' })).body.id;
    const invite = (await first.post(`/organizations/${organization}/invites`, { email: 'shown@example.com' })).body.id;
    const { url } = (await first.post(`/invites/${invite}/link`)).body;
    const invitedVisitor = await strict.visitor();
    await invitedVisitor.page.goto(url);
    await invitedVisitor.page.getByLabel('Your name').fill('Shirin');
    await invitedVisitor.page.getByLabel('Password').fill(password);
    await invitedVisitor.page.getByRole('button', { name: 'Create account' }).click();
    await expectSeen(invitedVisitor.page.getByRole('heading', { name: 'Check your email' }));
    await invitedVisitor.page.goto(await mailedLink(strict, 'verify', 'shown@example.com'));
    await invitedVisitor.page.getByRole('button', { name: 'Confirm' }).click();
    await expectSeen(invitedVisitor.page.getByRole('heading', { name: 'shown@example.com is confirmed' }));
    await strict.test.settled();
    const members = (await first.get(`/organizations/${organization}/members`)).body.items;
    expect(members.map(({ user }) => user.email)).toContain('shown@example.com');
    await done(invitedVisitor);
    await strict.close();
  });
});

describe('an account elsewhere', () => {
  it('signs in, and asks for the second step where one is on', async () => {
    provider.signedIn({ sub: 'roya', email: 'roya@example.com', email_verified: true, name: 'Roya' });
    const visitor = await site.visitor({ expected: new RegExp(provider.issuer) });
    const { page } = visitor;
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Continue with Acme' }).click();
    await isIn(page);
    const { secret } = await setUpCodes(page);
    await page.getByRole('button', { name: 'I saved the codes' }).click();
    await expectSeen(page.getByText('You don’t have a password yet.'));
    await expectSeen(page.getByRole('button', { name: 'Disconnect Acme' }));

    await leaveUnseen(visitor);
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Continue with Acme' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Two-step sign-in' }));
    expect(new URL(page.url()).hash).toBe('');
    await page.getByLabel('Code from the app').fill(await shownCode(secret, 1));
    await page.keyboard.press('Enter');
    await isIn(page);
    await done(visitor);
  });

  it('of another person is not connected, and the reason is shown on the same page', async () => {
    const other = await signUp(site.test.app, 'Omid');
    await other.post('/auth/email/verification', {});
    await other.post('/auth/email/verify', {
      token: (await mailedLink(site, 'verify', other.email)).split('#')[1],
    });
    provider.signedIn({ sub: 'roya', email: 'roya@example.com', email_verified: true, name: 'Roya' });
    const visitor = await site.visitor({ as: other, expected: new RegExp(`status of 401|${provider.issuer}`) });
    await visitor.page.goto('/settings/security');
    await visitor.page.getByRole('button', { name: 'Connect Acme' }).click();
    const dialog = visitor.page.getByRole('dialog');
    await dialog.getByLabel('Your password').fill('not my password');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await expectSeen(dialog.getByText('The password is incorrect.'));
    await dialog.getByLabel('Your password').fill(password);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await visitor.page.waitForURL('**/settings/security?error=identity-taken');
    await expectSeen(visitor.page.getByText('This external account is already connected to another account here.'));
    await done(visitor);
  });

  it('that does not answer is reported on the sign-in page', async () => {
    const visitor = await site.visitor();
    await visitor.page.goto('/sign-in');
    await visitor.page.getByRole('link', { name: 'Continue with Nowhere' }).click();
    await expectSeen(visitor.page.getByText('The other service is not responding.'));
    await done(visitor);
  });
});

describe('a browser in which the session of one person has expired, with a change that waits', () => {
  let title = '';
  const titles = async () => {
    const { body } = await work.owner.get(`/tasks?teamId=${work.teamId}&limit=200`);
    return body.items.filter((task) => task.title === title).map(({ createdBy }) => createdBy);
  };
  const isMentioned = (page: Page) => page.evaluate(`sessionStorage.getItem('mentioned')`);
  let azar: Person;
  let visitor: Visitor;
  let page: Page;

  beforeEach(async () => {
    azar = await join(site.test.app, work, { teamRole: 'member', name: 'Azar' });
    title = `Only ${azar.id} has written this`;
    await makeTask(work.owner, work.teamId, { title: 'Stay' });
    visitor = await site.visitor({
      as: azar,
      isInstalled: true,
      expected: new RegExp(`ERR_INTERNET|status of 401|^Problem: |${provider.issuer}`),
    });
    ({ page } = visitor);
    await page.goto(`/teams/${work.teamId}/board`);
    await expectSeen(cardIn(page, 'Stay').first());
    await untilInstalled(page);
    await visitor.context.setOffline(true);
    await composeIn(page, 'To do');
    await page.keyboard.insertText(title);
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('Offline · 1 change waits'));
    await leaveUnseen(visitor);
    await visitor.context.setOffline(false);
  });

  /** Azar signs in again: the change is made, once. */
  async function expectSentByAzar(): Promise<void> {
    await expectStarted(page);
    expect(await titles()).toEqual([]);
    await leaveUnseen(visitor);
    await signIn(page, azar.email);
    await isIn(page);
    await expect.poll(titles).toEqual([azar.id]);
  }

  it('shows nothing of it to who signs in by a provider, and sends it once the person is back', async () => {
    provider.signedIn({ sub: 'bita', email: 'bita@example.com', email_verified: true, name: 'Bita' });
    await page.addInitScript({
      content: `new MutationObserver(() => {
        if (document.body?.textContent.includes('${title}')) sessionStorage.setItem('mentioned', 'yes');
      }).observe(document, { subtree: true, childList: true })`,
    });
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Continue with Acme' }).click();
    await page.waitForURL('**/welcome');
    expect(await isMentioned(page)).toBeNull();
    await expectSentByAzar();
    // The page would have noted it.
    await expect.poll(() => isMentioned(page)).toBe('yes');
    await done(visitor);
  });

  it('starts anew for who has a session by then, and sends it once the person is back', async () => {
    const bita = await join(site.test.app, work, { teamRole: 'member', name: 'Bita' });
    const headers = { origin: site.url };
    await visitor.context.request.post('/api/v1/auth/session', { data: { email: bita.email, password }, headers });
    await page.goto(`/teams/${work.teamId}/board`);
    await expectSeen(page.getByText('Bita').first());
    await expectSeen(cardIn(page, 'Stay').first());
    await cardIn(page, title).waitFor({ state: 'detached' });
    await expectSentByAzar();
    await done(visitor);
  });
});

describe('what one has', () => {
  it('another device is signed out from the list', async () => {
    const person = await signUp(site.test.app, 'Laleh');
    const here = await site.visitor({ as: person });
    const there = await site.visitor({ as: person, expected: refusalStatus });
    await there.page.goto('/settings');
    await expectSeen(there.page.getByLabel('Your name'));
    await here.page.goto('/settings/security');
    const devices = here.page.getByRole('list', { name: 'Active sessions' });
    await expectSeen(devices.getByText('This browser'));
    await devices.getByRole('button', { name: /^Sign out Chrome/ }).click();
    await expectSeen(here.page.getByText(/^Chrome on .* signed out/));
    await there.page.goto('/settings');
    await there.page.waitForURL('**/sign-in?next=*');
    await done(here);
    await done(there);
  });

  it('an access token is made, shown once, and taken away', async () => {
    const person = await signUp(site.test.app, 'Behnam');
    const visitor = await site.visitor({ as: person });
    const { page } = visitor;
    await page.goto('/settings/tokens');
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Name').fill('Report script');
    await page.getByLabel('Your password').fill(password);
    await page.getByRole('button', { name: 'Create token' }).click();
    await expectSeen(page.getByText('Select at least one permission.'));
    await page.getByRole('radiogroup', { name: 'Profile' }).getByText('Read', { exact: true }).click();
    await page.getByRole('button', { name: 'Create token' }).click();
    const token = await page.getByLabel('Token', { exact: true }).inputValue();
    const script = clientOf(site.test.app, { authorization: `Bearer ${token}` });
    expect((await script.get('/auth/me')).status).toBe(200);
    expect((await script.patch('/auth/me', { name: 'X' })).status).toBe(403);
    await page.getByRole('button', { name: 'Done' }).click();
    await expectSeen(page.getByText('Can read the profile'));
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Delete Report script' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expectSeen(page.getByText('No tokens yet.'));
    expect((await script.get('/auth/me')).status).toBe(401);
    await done(visitor);
  });

  it('one’s own picture is looked at, then taken', async () => {
    const person = await signUp(site.test.app, 'Shirin');
    const visitor = await site.visitor({ as: person });
    const { page } = visitor;
    await page.goto('/settings');
    const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 80, height: 40 } });
    await page.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture });
    await expectSeen(page.getByText('This is how others see you.'));
    await page.getByRole('button', { name: 'Use this picture' }).click();
    await expectSeen(page.getByRole('button', { name: 'Remove' }));
    expect((await person.get('/auth/me')).body.avatarUrl).toMatch(/\/avatar\?v=/);
    await done(visitor);
  });

  it('an account is closed, and kept after all by the mailed link', async () => {
    const person = await signUp(site.test.app, 'Dara');
    const visitor = await site.visitor({ as: person });
    const { page } = visitor;
    await page.goto('/settings/data');
    await page.getByRole('button', { name: 'Delete account…' }).click();
    await page.getByLabel('Your password').fill(password);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Your account is closed' }));
    await page.goto(await mailedLink(site, 'restore', person.email));
    await page.getByRole('button', { name: 'Keep my account' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Your account was restored' }));
    await signIn(page, person.email);
    await isIn(page);
    await done(visitor);
  });
});

describe('an administrator', () => {
  it('locks somebody out at once, and lets them in again', async () => {
    const person = await signUp(site.test.app, 'Ramin');
    const there = await site.visitor({ as: person, expected: refusalStatus });
    await there.page.goto('/settings');
    await expectSeen(there.page.getByLabel('Your name'));
    const visitor = await site.visitor({ as: admin });
    const { page } = visitor;
    await page.goto('/admin/users');
    await page.getByRole('searchbox').fill('ramin');
    await page.getByRole('button', { name: 'Actions for Ramin' }).click();
    await page.getByRole('menuitem', { name: 'Lock', exact: true }).click();
    await expectSeen(page.getByText('Account of Ramin locked.'));
    await there.page.goto('/settings');
    await there.page.waitForURL('**/sign-in?next=*');
    await signIn(there.page, person.email);
    await expectSeen(there.page.getByText('This account is locked. Ask your administrator'));
    await page.getByRole('button', { name: 'Actions for Ramin' }).click();
    await page.getByRole('menuitem', { name: 'Unlock' }).click();
    await expectSeen(page.getByText('Account of Ramin unlocked.'));
    await signIn(there.page, person.email);
    await isIn(there.page);

    await page.getByRole('button', { name: 'Actions for Ramin' }).click();
    await page.getByRole('menuitem', { name: 'Show in audit log' }).click();
    await expectSeen(page.getByRole('list', { name: 'Audit log' }).getByText('Account unlocked'));
    await page.getByLabel('Event').selectOption({ label: 'Account locked' });
    await page.waitForURL('**/admin/audit-log?*type=account.locked*');
    await page.getByText('Account unlocked · ').waitFor({ state: 'detached' });
    await expectSeen(page.getByText('by Owner'));
    await done(visitor);
    await done(there);
  });

  it('deletes somebody whose tasks are under way only with an heir', async () => {
    const leaver = await join(site.test.app, work, { teamRole: 'member', name: 'Leaver' });
    const task = await makeTask(work.owner, work.teamId, {
      title: 'Under way',
      statusId: work.statuses['In progress'],
      assigneeId: leaver.id,
    });
    const successor = await join(site.test.app, work, { teamRole: 'member', name: 'Heir' });
    const visitor = await site.visitor({ as: admin, expected: refusalStatus });
    const { page } = visitor;
    await page.goto('/admin/users');
    await page.getByRole('searchbox').fill('leaver');
    await page.getByRole('button', { name: 'Actions for Leaver' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete account' }).click();
    await expectSeen(page.getByText('This person has tasks in progress.'));
    await page.getByRole('dialog').getByRole('searchbox').fill('heir');
    await page.getByRole('radio', { name: /^Heir/ }).check();
    const reply = await statusAfter(page, /\/users\//, () =>
      page.getByRole('button', { name: 'Reassign and delete' }).click(),
    );
    expect(reply).toBe(204);
    await site.test.settled();
    expect((await work.owner.get(`/tasks/${task.id}`)).body.assigneeId).toBe(successor.id);
    await done(visitor);
  });

  it('alone sees any of this: to others there is nothing there', async () => {
    const person = await signUp(site.test.app, 'Bita');
    const visitor = await site.visitor({ as: person });
    await visitor.page.goto('/admin/users');
    await expectSeen(visitor.page.getByText('Page not found'));
    await done(visitor);
  });

  it('makes an account, whose owner sets the password by mail', async () => {
    const visitor = await site.visitor({ as: admin });
    const { page } = visitor;
    await page.goto('/admin/users');
    await page.getByRole('button', { name: 'New account' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Golnaz');
    await page.getByRole('dialog').getByLabel('Email').fill('golnaz@example.com');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expectSeen(page.getByText('Account for Golnaz created.'));
    expect(await mailedLink(site, 'reset', 'golnaz@example.com')).not.toBe('');
    await done(visitor);
  });
});

describe('an organization that requires two-step sign-in', () => {
  it('lets its admin ask for it, and its members in once they have it', async () => {
    const office = await makeWorkspace(site.test.app);
    await makeTask(office.owner, office.teamId, { title: 'Only for two steps' });
    const member = await join(site.test.app, office, { teamRole: 'member', name: 'Member' });
    const boss = await site.visitor({ as: office.owner, expected: refusalStatus });
    const settings = `/organizations/${office.organizationId}/settings` as const;
    await boss.page.goto(settings);
    await boss.page.getByLabel('Require two-step sign-in').click();
    await boss.page.getByRole('link', { name: 'Open security settings' }).click();
    await setUpCodes(boss.page);
    await boss.page.getByRole('button', { name: 'I saved the codes' }).click();
    await boss.page.goto(settings);
    const rule = boss.page.getByLabel('Require two-step sign-in');
    expect(await statusAfter(boss.page, /\/organizations\//, () => rule.click())).toBe(200);
    await done(boss);

    const visitor = await site.visitor({ as: member });
    const { page } = visitor;
    await page.goto('/');
    await expectSeen(page.getByRole('heading', { name: /requires two-step sign-in/ }));
    await page.getByRole('link', { name: 'Set up' }).click();
    await setUpCodes(page);
    await page.getByRole('button', { name: 'I saved the codes' }).click();
    await page.getByRole('link', { name: 'Engineering' }).click();
    await expectSeen(cardIn(page, 'Only for two steps'));
    await done(visitor);
  });
});
