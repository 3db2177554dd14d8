import { describe, expect, it } from 'vitest';
import { parseMail } from './parse-mail.ts';

const from = 'From: Ali <ali@example.com>';
async function parse(head: readonly string[], body: string | Buffer = '') {
  const raw = Buffer.concat([Buffer.from(`${[from, ...head].join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
  const mail = await parseMail(raw);
  if (!mail) throw new Error('the mail was not parsed');
  return mail;
}
const multipart = (kind: string, boundary: string, parts: readonly string[]) =>
  [
    `Content-Type: multipart/${kind}; boundary=${boundary}`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
    '',
  ].join('\r\n');
const withBody = async (headers: readonly string[], content: string) => {
  const mail = await parseMail(Buffer.from(`${[from, ...headers].join('\r\n')}\r\n${content}`));
  if (!mail) throw new Error('the mail was not parsed');
  return mail;
};

describe('the charset of a mail', () => {
  const persian = Buffer.from([0xd3, 0xe1, 0xc7, 0xe3]);
  const japanese = Buffer.from('\u001b$B$3$s$K$A$O\u001b(B', 'latin1');

  it.each([
    ['windows-1256', persian, 'سلام'],
    ['ISO-2022-JP', japanese, 'こんにちは'],
    ['utf-8', Buffer.from('سلام'), 'سلام'],
    ['iso-8859-1', Buffer.from([0xe9]), 'é'],
    ['unknown-charset', Buffer.from('plain'), 'plain'],
  ])('%s is read in text, HTML and names', async (charset, bytes, words) => {
    const type = (kind: string) => [
      `Content-Type: text/${kind}; charset=${charset}`,
      'Content-Transfer-Encoding: 8bit',
    ];
    expect((await parse(type('plain'), bytes)).text.trim()).toBe(words);
    const html = Buffer.concat([Buffer.from('<p>'), bytes, Buffer.from('</p>')]);
    expect((await parse(type('html'), html)).text.trim()).toBe(words);
    const word = `=?${charset}?B?${bytes.toString('base64')}?=`;
    const mail = await withBody(
      [`Subject: ${word}`],
      multipart('mixed', 'b', [
        `Content-Type: text/plain; name="${word}"\r\nContent-Disposition: attachment; filename="${word}"\r\n\r\nx`,
      ]),
    );
    expect([mail.subject, mail.files[0]?.filename]).toEqual([words, words]);
  });

  it('is kept in the name of the sender', async () => {
    const mail = await parseMail(Buffer.from('From: =?UTF-8?B?2LPYp9ix2Kc=?= <sara@example.com>\r\n\r\nHi'));
    expect(mail).toMatchObject({ from: 'sara@example.com', senderName: 'سارا' });
  });
});

describe('the pictures of a mail', () => {
  const picture = (id: string) =>
    `Content-Type: image/png; name="${id}.png"\r\nContent-Disposition: inline\r\nContent-ID: <${id}>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=`;
  const html =
    '<p>See <img src="cid:mine"></p><div class="gmail_quote"><div class="gmail_attr">Sara:</div><blockquote>Old <img src="cid:old"></blockquote></div><div class="gmail_signature"><img src="cid:logo"></div>';
  const content = multipart('related', 'b', [
    multipart('alternative', 'i', [`Content-Type: text/plain\r\n\r\nSee`, `Content-Type: text/html\r\n\r\n${html}`]),
    ...['mine', 'old', 'logo', 'attached'].map(picture),
  ]);

  it('are those in what was written, and those that are only attached', async () => {
    const reply = await withBody(['In-Reply-To: <x@example.com>'], content);
    expect(reply.files.map(({ filename }) => filename)).toEqual(['mine.png', 'attached.png']);
  });

  it('are all kept if the mail replies to nothing', async () => {
    expect((await withBody([], content)).files).toHaveLength(4);
  });

  it('leave no marks in the text of HTML', async () => {
    const mail = await withBody(['In-Reply-To: <x@example.com>'], `Content-Type: text/html\r\n\r\nA<img src="cid:a">B`);
    expect(mail.text).toBe('AB');
  });
});

describe('a hostile mail', () => {
  it.each([
    ['many empty parts', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n'.repeat(1_000_000)}`],
    [
      '10,000 files',
      multipart(
        'mixed',
        'b',
        Array.from({ length: 10_000 }, () => 'Content-Disposition: attachment\r\n\r\nx'),
      ),
    ],
    [
      'deep nesting',
      Array.from(
        { length: 1_000 },
        (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}`,
      ).join('\r\n'),
    ],
    ['headers without end', `${'X-Header: value\r\n'.repeat(100_000)}\r\nHi`],
  ])('with %s is not read', async (_name, content) => {
    expect(await parseMail(Buffer.from(`${from}\r\n${content}`))).toBeNull();
  });

  it('with more files than a task takes has their number', async () => {
    const files = Array.from({ length: 60 }, () => 'Content-Disposition: attachment; filename=a\r\n\r\nx');
    const mail = await withBody([], multipart('mixed', 'b', files));
    expect([mail.files.length, mail.fileCount]).toEqual([50, 60]);
  });

  it('with a long text is read to a limit, in another thread', async () => {
    const mail = await parse([], 'hello '.repeat(400_000));
    expect(mail.text).toHaveLength(500_000);
  });

  it('with hostile bytes is read', async () => {
    for (const bytes of ['\0\0\0', '\ud800', '\ue0f0%\ue0f1', '\ue0f0'.repeat(50_000), '<'.repeat(50_000)]) {
      expect((await parse(['Content-Type: text/html; charset=utf-8'], bytes)).text).not.toContain('\0');
    }
  });
});
