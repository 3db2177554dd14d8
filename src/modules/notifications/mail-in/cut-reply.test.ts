import { describe, expect, it } from 'vitest';
import { cutReply } from './cut-reply.ts';
import { htmlToReply } from './html-to-reply.ts';
import { parseMail } from './parse-mail.ts';
import { refusalOf } from './refusal.ts';

const answer = 'Done, thanks.\n\nSecond paragraph.';
const history = '> The question\n> on two lines';

describe('text of a reply', () => {
  it.each([
    ['Gmail', `${answer}\n\nOn Mon, 3 Feb 2025 at 10:00, Sara <sara@example.com> wrote:\n\n${history}`],
    ['a wrapped sentence', `${answer}\n\nOn Mon, 3 Feb 2025 at 10:00, Sara\n<sara@example.com>\nwrote:\n${history}`],
    ['Persian Gmail', `${answer}\n\n\u200fدر تاریخ دوشنبه ۱۵ بهمن ۱۴۰۳ سارا <sara@example.com> نوشت:\n${history}`],
    ['Persian Apple Mail', `${answer}\n\nدر ۱۵ بهمن ۱۴۰۳، ساعت ۱۰:۰۰، سارا نوشت:\n${history}`],
    ['French', `${answer}\n\nLe lun. 3 févr. 2025 à 10:00, Sara <s@example.com> a écrit :\n${history}`],
    ['German', `${answer}\n\nAm Mo., 3. Feb. 2025 um 10:00 Uhr schrieb Sara <s@example.com>:\n${history}`],
    ['Spanish', `${answer}\n\nEl lun, 3 feb 2025 a las 10:00, Sara escribió:\n${history}`],
    ['Italian', `${answer}\n\nIl giorno lun 3 feb 2025 alle ore 10:00 Sara ha scritto:\n${history}`],
    ['Dutch', `${answer}\n\nOp ma 3 feb 2025 om 10:00 schreef Sara <s@example.com>:\n${history}`],
    [
      'Outlook',
      `${answer}\n\n-----Original Message-----\nFrom: Sara\nSent: Monday\nTo: Ali\nSubject: Hi\n\nThe question`,
    ],
    ['Outlook headers', `${answer}\n\nFrom: Sara <s@example.com>\nSent: Monday\nTo: Ali\nSubject: Hi\n\nThe question`],
    ['bold Outlook headers', `${answer}\n\n*From:* Sara\n*Sent:* Monday\n*To:* Ali\n*Subject:* Hi\n\nThe question`],
    [
      'a rule and headers',
      `${answer}\n________________________________\nFrom: Sara\nSent: Mon\nTo: Ali\nSubject: Hi\n\nOld`,
    ],
    ['Persian Outlook', `${answer}\n\nاز: سارا\nارسال شده: دوشنبه\nبه: علی\nموضوع: سلام\n\nسؤال`],
    ['a forwarded message', `${answer}\n\n---------- Forwarded message ---------\nFrom: Sara\n\nOld`],
    ['quotes alone', `${answer}\n\n${history}`],
    ['a signature', `${answer}\n\n-- \nAli\n+98 21 000`],
    ['a signature without its space', `${answer}\n--\nAli`],
    ['an iPhone', `${answer}\n\nSent from my iPhone\n\nOn Mon, 3 Feb 2025, Sara wrote:\n${history}`],
    ['Outlook for Android', `${answer}\n\nGet Outlook for Android`],
    ['a Persian phone', `${answer}\n\nارسال شده از iPhone`],
    ['line ends of mail', `${answer}\n\nOn Mon, 3 Feb 2025, Sara wrote:\n${history}`.replaceAll('\n', '\r\n')],
    ['an answer below the quote', `On Mon, 3 Feb 2025, Sara wrote:\n\n${history}\n\n${answer}`],
    ['an answer below, with a signature', `On Mon, 3 Feb 2025, Sara wrote:\n${history}\n${answer}\n\n-- \nAli`],
  ])('%s', (_name, text) => expect(cutReply(text)).toBe(answer));

  it.each([
    ['a sentence that begins like history', 'On Monday I wrote to them. It works.'],
    ['a list of people', 'From: the team\n\nWe are glad.'],
    ['a Persian sentence', 'در جلسه امروز همه چیز خوب بود.'],
    ['a rule', 'One\n\n----------\n\nTwo'],
    ['answers between quotes', '> First?\nYes.\n> Second?\nNo.'],
  ])('keeps %s', (_name, text) => expect(cutReply(text)).toBe(text));

  it('is fast for hostile text', () => {
    for (const part of ['>', 'On ', 'From:\n', '* ', '\u200f', 'در ', '_', ' ']) {
      expect(cutReply(part.repeat(200_000)).length).toBeLessThanOrEqual(part.length * 200_000);
    }
  });

  it.each([
    [
      'Gmail',
      '<div>Done</div><div class="gmail_quote"><div class="gmail_attr">On Monday</div><blockquote>Old</blockquote></div>',
    ],
    ['Apple Mail', '<p>Done</p><blockquote type="cite">Old</blockquote>'],
    [
      'Outlook',
      '<p>Done</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Sara<br><b>An:</b> Ali</div><div>Old</div>',
    ],
    [
      'Thunderbird',
      '<p>Done</p><div class="moz-cite-prefix">Sara schrieb:</div><blockquote type="cite">Old</blockquote>',
    ],
    ['scripts', '<script>alert(1)</script><style>p{}</style>Done<img src="https://example.com/pixel">'],
  ])('is without the history of HTML of %s', (_name, html) => expect(cutReply(htmlToReply(html))).toBe('Done'));

  it('keeps what is written between the quotes of HTML', () => {
    const html =
      '<div class="gmail_quote"><div class="gmail_attr">Sara:</div><blockquote>One?</blockquote><p>Yes.</p><blockquote>Two?</blockquote><p>No.</p></div>';
    expect(cutReply(htmlToReply(html))).toBe('Yes.\n\n> Two?\n\nNo.');
  });

  it('of deep HTML is read', () => {
    expect(htmlToReply(`${'<div>'.repeat(50_000)}Done`).length).toBeLessThan(100);
  });
});

describe('a mail', () => {
  const parse = async (headers: string, body = 'Hi') => {
    const mail = await parseMail(Buffer.from(`${headers}\r\n\r\n${body}`.replaceAll(/\r?\n/g, '\r\n')));
    if (!mail) throw new Error('the mail was not parsed');
    return mail;
  };
  const from = 'From: Ali <Ali@Example.com>';

  it.each([
    ['automatic-reply', 'Auto-Submitted: auto-replied'],
    ['automatic-reply', 'Auto-Submitted: auto-generated (vacation)'],
    ['automatic-reply', 'X-Auto-Response-Suppress: All'],
    ['automatic-reply', 'X-Autoreply: yes'],
    ['mailing-list', 'Precedence: bulk'],
    ['mailing-list', 'Precedence: LIST'],
    ['mailing-list', 'Precedence: junk'],
    ['mailing-list', 'List-Id: <news.example.com>'],
    ['bounce', 'Return-Path: <>'],
    ['bounce', 'Content-Type: multipart/report; boundary=b'],
    ['own-mail', 'Message-ID: <0195a1b2-0000-7000-8000-000000000000@tasks.example.com>'],
    ['no-single-sender', 'From: Eve <eve@example.com>'],
    [null, 'Auto-Submitted: no'],
    [null, 'Precedence: normal'],
    [null, 'Message-ID: <abc@mail.example.com>'],
    [null, 'Subject: Hello'],
  ])('is refused as %s with %s', async (reason, header) => {
    expect(refusalOf(await parse(`${from}\r\n${header}`), 'tasks.example.com')).toBe(reason);
  });

  it.each([
    ['two addresses in one header', 'From: a@example.com, b@example.com'],
    ['no sender', 'Subject: Hi'],
    ['an address in a name', 'From: "ali@example.com" <eve@evil.example>', 'eve@evil.example'],
    ['a header within a header', 'From: Ali <ali@example.com>\r\n Bcc: eve@evil.example'],
    ['a group', 'From: Team: ali@example.com;'],
    ['two addresses in brackets', 'From: <ali@example.com> <eve@evil.example>'],
    ['an address before the brackets', 'From: ali@example.com <eve@evil.example>'],
    ['a quoted local part', 'From: "ali@example.com"@evil.example'],
    ['a comment', 'From: ali@example.com (eve@evil.example)'],
  ])('with %s', async (_name, header, sender: string | null = null) => {
    expect((await parse(header)).from).toBe(sender);
  });

  it('has its text in its charset, its files, and one line of subject', async () => {
    const mail = await parse(
      [
        from,
        'Subject: =?UTF-8?B?2LPZhNin2YU=?=',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=outer',
      ].join('\r\n'),
      [
        '--outer\nContent-Type: multipart/alternative; boundary=inner\n',
        '--inner\nContent-Type: text/plain; charset=windows-1256\nContent-Transfer-Encoding: quoted-printable\n',
        '=D3=E1=C7=E3',
        '--inner\nContent-Type: text/html\n\n<p>other</p>\n--inner--',
        '--outer\nContent-Type: text/plain\nContent-Disposition: attachment; filename="../../notes.txt"',
        'Content-Transfer-Encoding: base64\n\naGVsbG8=\n--outer--',
      ].join('\n'),
    );
    expect(mail).toMatchObject({ subject: 'سلام', from: 'ali@example.com' });
    expect(mail.text.trim()).toBe('سلام');
    expect(mail.files).toEqual([{ filename: '../../notes.txt', content: 'aGVsbG8=' }]);
  });

  it('that is nested too deeply is not read', async () => {
    const nested = Array.from(
      { length: 200 },
      (_, level) => `--b${level}\nContent-Type: multipart/mixed; boundary=b${level + 1}\n`,
    );
    const raw = `${from}\nContent-Type: multipart/mixed; boundary=b0\n\n${nested.join('\n')}`;
    expect(await parseMail(Buffer.from(raw))).toBeNull();
  });
});
