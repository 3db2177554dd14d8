import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import { type Received, type Receiver, startReceiver } from '../../../../test/harness/receiver.ts';
import type { WebhookPreset } from '../contract.ts';
import { chatMessage } from './delivery/chat-message.ts';
import { publicEventTypes } from './events/public-events.ts';

/** Mentions, links and markup of every product at once. */
const hostile =
  '@everyone @channel @room <!channel> <@U123> <users/all> <b>bold</b> [link](https://evil.example) *x* _y_ `z` &lt;';
const botToken = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const link = (id: string) => `http://localhost:8080/tasks/${id}`;

let test: TestApp;
let receiver: Receiver;
let work: Workspace;
/** What each preset sent about the same comment. */
const sent = new Map<WebhookPreset, { request: Received; body: Record<string, unknown> }>();
/** The reply to the creation of each, without its signing secret. */
const shown = new Map<WebhookPreset, string>();
let taskId: string;
let taskKey: string;

beforeAll(async () => {
  receiver = await startReceiver();
  test = await startApp({ env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' } });
  work = await makeWorkspace(test.app);
  const inputs: [WebhookPreset, string, object?][] = [
    ['slack', '/slack/secret'],
    ['mattermost', '/mattermost/secret'],
    ['discord', '/discord/secret'],
    ['teams', '/teams/secret'],
    ['googlechat', '/googlechat/secret?key=k&token=t'],
    ['telegram', '', { botToken, chatId: '-100123' }],
    ['matrix', '/matrix', { accessToken: 'syt_abcdefghijk', roomId: '!room:example.org' }],
    ['ntfy', '/ntfy/my-topic', { accessToken: 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2' }],
    ['gotify', '/gotify/', { token: 'AGbRrK7x.secret' }],
  ];
  const path = `/organizations/${work.organizationId}/webhooks` as const;
  for (const [preset, address, fields = {}] of inputs) {
    const body = { preset, url: receiver.url + address, fields, events: ['comment.created'] };
    const { secret: _secret, ...webhook } = (await work.owner.post(path, body)).body;
    shown.set(preset, JSON.stringify(webhook));
  }
  const task = await makeTask(work.owner, work.teamId, { title: hostile });
  [taskId, taskKey] = [task.id, task.key];
  await work.owner.post(`/tasks/${taskId}/comments`, { body: `Done: ${hostile}` });
  await test.settled();
  for (const [preset] of inputs) {
    const request = receiver.received.find(({ path: at }) =>
      preset === 'telegram' ? at.startsWith('/bot') : preset === 'ntfy' ? at === '/ntfy/' : at.startsWith(`/${preset}`),
    );
    if (!request) throw new Error(`${preset} sent nothing: ${receiver.received.map(({ path: at }) => at).join()}`);
    sent.set(preset, { request, body: JSON.parse(request.text) });
  }
});
afterAll(async () => {
  await test.stop();
  await receiver.close();
});

function of(preset: WebhookPreset) {
  const entry = sent.get(preset);
  if (!entry) throw new Error(`${preset} sent nothing`);
  return entry;
}
/** Whether a text could mention somebody: the sign directly before a name. */
const mention = /@(?:everyone|channel|room|here|all)/;

it('tokens and secret addresses are in no reply', () => {
  expect(shown.size).toBe(9);
  for (const [preset, reply] of shown)
    for (const secret of ['/secret', 'token=t', botToken, 'syt_abcdefghijk', 'my-topic', 'tk_Ag', 'AGbRrK7x'])
      expect(reply, preset).not.toContain(secret);
});

describe('a message for', () => {
  it('Slack has no mention and no markup of people', () => {
    const { body } = of('slack');
    expect(Object.keys(body).toSorted()).toEqual(['blocks', 'text', 'unfurl_links', 'unfurl_media']);
    expect(body['blocks']).toEqual([
      { type: 'section', text: { type: 'mrkdwn', text: expect.any(String), verbatim: true } },
    ]);
    const text = JSON.stringify(body['blocks']);
    expect(text).toContain(`<${link(taskId)}|Open in TaskUno>`);
    expect(text).toContain('&lt;!channel&gt; &lt;@U123&gt;');
    expect(text.match(/</g)).toHaveLength(1);
    expect(body['text']).toBe(`Owner commented on ${taskKey}`);
  });

  it('Mattermost is escaped Markdown', () => {
    const { body } = of('mattermost');
    const text = String(body['text']);
    expect(body).toEqual({ text, username: 'TaskUno' });
    expect(text).not.toMatch(mention);
    expect(text).toContain(String.raw`\[link\]\(https://evil.example\) \*x\* \_y\_`);
    expect(text).toContain(`[Open in TaskUno](${link(taskId)})`);
  });

  it('Discord mentions nobody', () => {
    const { body } = of('discord');
    expect(body).toMatchObject({
      content: `Owner commented on ${taskKey}`,
      embeds: [{ title: expect.any(String), description: expect.any(String), url: link(taskId) }],
      allowed_mentions: { parse: [] },
    });
    expect(JSON.stringify(body)).not.toMatch(mention);
  });

  it('Microsoft Teams is an Adaptive Card', () => {
    const { body } = of('teams');
    expect(body).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            version: '1.4',
            rtl: false,
            body: [{ type: 'TextBlock', wrap: true }, { weight: 'Bolder' }, { isSubtle: true }],
            actions: [{ type: 'Action.OpenUrl', title: 'Open in TaskUno', url: link(taskId) }],
          },
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('[link](');
  });

  it('Telegram is HTML without tags from texts', () => {
    const { request, body } = of('telegram');
    expect(request.path).toBe(`/bot${botToken}/sendMessage`);
    expect(body).toMatchObject({
      chat_id: '-100123',
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
    const text = String(body['text']);
    expect(text.match(/<[^>]*>/g)).toEqual([
      '<b>',
      '</b>',
      '<blockquote>',
      '</blockquote>',
      `<a href="${link(taskId)}">`,
      '</a>',
    ]);
    expect(text).not.toMatch(mention);
  });

  it('Matrix is an event with the delivery’s id as its transaction', () => {
    const { request, body } = of('matrix');
    expect(request.method).toBe('PUT');
    expect(request.path).toMatch(
      /^\/matrix\/_matrix\/client\/v3\/rooms\/!room%3Aexample\.org\/send\/m\.room\.message\/[0-9a-f-]{36}$/,
    );
    expect(request.headers.authorization).toBe('Bearer syt_abcdefghijk');
    expect(body).toMatchObject({ msgtype: 'm.notice', format: 'org.matrix.custom.html', 'm.mentions': {} });
    expect(String(body['formatted_body'])).not.toMatch(/<(?:!channel|@U123|users\/all|b)>/);
    expect(String(body['body'])).toContain(hostile);
  });

  it('Google Chat mentions nobody', () => {
    const { request, body } = of('googlechat');
    expect(request.path).toBe('/googlechat/secret?key=k&token=t');
    expect(Object.keys(body)).toEqual(['text']);
    expect(String(body['text']).match(/<[^>]*>/g)).toEqual([`<${link(taskId)}|Open in TaskUno>`]);
    expect(String(body['text'])).not.toMatch(mention);
  });

  it('ntfy is plain text for the topic', () => {
    const { request, body } = of('ntfy');
    expect(request.headers.authorization).toBe('Bearer tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2');
    expect(body).toMatchObject({
      topic: 'my-topic',
      title: `Owner commented on ${taskKey}`,
      click: link(taskId),
      actions: [{ action: 'view', url: link(taskId) }],
    });
    expect(body).not.toHaveProperty('markdown');
  });

  it('Gotify is plain text', () => {
    const { request, body } = of('gotify');
    expect([request.path, request.headers['x-gotify-key']]).toEqual(['/gotify/message', 'AGbRrK7x.secret']);
    expect(body).toMatchObject({
      title: `Owner commented on ${taskKey}`,
      priority: 5,
      extras: {
        'client::display': { contentType: 'text/plain' },
        'client::notification': { click: { url: link(taskId) } },
      },
    });
  });
});

it('each public event has a message in both languages', () => {
  for (const type of [...publicEventTypes, 'webhook.test']) {
    for (const locale of ['en', 'fa']) {
      const { headline, isRightToLeft } = chatMessage({ type, data: {} }, locale);
      expect(headline, type).not.toMatch(/\{\{|^$/);
      expect(isRightToLeft).toBe(locale === 'fa');
    }
  }
});

describe('a target', () => {
  it.each([
    [{ preset: 'telegram' }, 'fields.botToken'],
    [{ preset: 'telegram', fields: { botToken: 'x/../y', chatId: '1' } }, 'fields.botToken'],
    [{ preset: 'telegram', fields: { botToken, chatId: 'a b' } }, 'fields.chatId'],
    [{ preset: 'slack' }, 'url'],
    [{ preset: 'slack', url: 'https://198.41.0.4/', fields: { token: 'abcdef' } }, 'fields.token'],
    [{ preset: 'ntfy', url: 'https://198.41.0.4/' }, 'url'],
    [
      { preset: 'matrix', url: 'https://198.41.0.4/', fields: { accessToken: 'syt_abcdefghijk', roomId: 'a/b' } },
      'fields.roomId',
    ],
  ])('is refused: %j', async (input, path) => {
    const reply = await work.owner.post(`/organizations/${work.organizationId}/webhooks`, { events: ['*'], ...input });
    expect([reply.status, reply.body.errors[0]?.path]).toEqual([422, path]);
  });
});
