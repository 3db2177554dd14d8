import { describe, expect, it } from 'vitest';
import { authenticityOf } from './authentication.ts';
import { parseMail } from './parse-mail.ts';

async function judge(authServer: string | null, ...results: readonly string[]) {
  const headers = results.map((result) => `Authentication-Results: ${result}`);
  const mail = await parseMail(Buffer.from(['From: Ali <ali@mail.example.com>', ...headers, '', 'Hi'].join('\r\n')));
  if (!mail) throw new Error('the mail was not parsed');
  return authenticityOf(mail, authServer);
}

describe('a sender', () => {
  const server = 'mx.example.org';

  it.each([
    ['verified', `${server}; spf=pass; dkim=pass; dmarc=pass`],
    ['verified', `${server} 1; DMARC=pass (p=reject) header.from=mail.example.com`],
    ['verified', `${server}; dmarc=none; dkim=pass header.d=mail.example.com`],
    ['verified', `${server}; dkim=pass header.i=@example.com`],
    ['verified', `${server}; spf=pass smtp.mailfrom=ali@mail.example.com`],
    ['unknown', `${server}; spf=pass smtp.mailfrom=eve@evil.example; dkim=pass header.d=evil.example`],
    ['unknown', `${server}; spf=pass smtp.mailfrom=eve@evil.mail.example.com`],
    ['unknown', `${server}; dkim=pass header.d=com`],
    ['unknown', `${server}; dmarc=none (dmarc=pass)`],
    ['unknown', `${server}; none`],
    ['unknown', `other.example; dmarc=pass`],
    ['unknown', `"${server}; dmarc=pass`],
    ['forged', `${server}; spf=pass; dmarc=fail (p=none)`],
    ['forged', `${server}; spf=fail; dkim=fail`],
  ] as const)('is %s with %s', async (authenticity, result) => {
    expect(await judge(server, result)).toBe(authenticity);
  });

  it('is judged by the results that the server wrote last', async () => {
    expect(await judge(server, `${server}; dmarc=fail`, `${server}; dmarc=pass`)).toBe('forged');
    expect(await judge(server, `fake.example; dmarc=fail`, `${server}; dmarc=pass`)).toBe('verified');
    expect(await judge(server)).toBe('unknown');
  });

  it('is never verified without a configured server, and trusted with none', async () => {
    expect(await judge(null, `${server}; dmarc=pass`)).toBe('unknown');
    expect(await judge(null, `${server}; dmarc=fail`)).toBe('forged');
    expect(await judge('none', `${server}; dmarc=none`)).toBe('verified');
    expect(await judge('none', `${server}; spf=fail; dkim=fail`)).toBe('forged');
  });
});
