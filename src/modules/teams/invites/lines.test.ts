import { describe, expect, it } from 'vitest';
import { readLines } from './lines.ts';

const john = 'john.doe@example.test';
const jane = 'jane.roe@example.test';
const read = (text: string) => readLines(text).map(({ email, status }) => email ?? status);

describe('a pasted line gives one invite', () => {
  it.each([
    john,
    `"Doe, John" <${john}>`,
    `Doe, John <${john}>`,
    `“Doe, John” <${john}>`,
    `'Doe, John' <${john}>`,
    `"Doe; John" <${john}>`,
    `"John "JD" Doe" <${john}>`,
    `"Doe, John \\"JD\\"" <${john}>`,
    `<${john}>`,
    `${john} (John, from sales)`,
    `mailto:${john}`,
    `John Doe\t${john}`,
    `${john}\tJohn Doe\tSales`,
    `"Doe, John",${john},Sales`,
    `"${jane}" <${john}>`,
    `- ${john}`,
    `1. ${john};`,
    `${john},,`,
    `\ufeff${john}`,
    `\u202a${john}\u202c`,
    `\u2066"Doe, John" <${john}>\u2069\u200f`,
    `\u00a0 ${john} \u00a0`,
    `"دو، جان؛ فروش" <${john}>`,
    `دو، جان <${john}>`,
    `Team: ${john};`,
  ])('%j', (line) => {
    expect(read(line)).toEqual([john]);
    expect(readLines(line)[0]?.line).not.toBe('');
  });

  it('and keeps the pasted text', () => {
    expect(readLines(`"Doe, John" <${john}>\r\n"Roe, Jane" <${jane}>`)).toEqual([
      { line: `"Doe, John" <${john}>`, email: john, status: null },
      { line: `"Roe, Jane" <${jane}>`, email: jane, status: null },
    ]);
  });
});

describe('a line with several addresses gives several invites', () => {
  it.each([
    `${john};${jane}`,
    `${john}, ${jane}`,
    `${john}؛ ${jane}`,
    `${john}، ${jane}`,
    `${john} ${jane}`,
    `${john}\t${jane}`,
    `"Doe, John" <${john}>, "Roe, Jane" <${jane}>`,
    `"Doe, John" <${john}>; Roe, Jane <${jane}>`,
    `Friends: ${john}, "Roe, Jane" <${jane}>;`,
    `${john}\n\n\n${jane}\n`,
    `${john}\u2028${jane}`,
  ])('%j', (text) => expect(read(text)).toEqual([john, jane]));
});

describe('an error', () => {
  it.each([
    ['nobody', ['bad-address']],
    ['John Doe', ['bad-address']],
    ['Doe, John <john.doe>', ['bad-address']],
    ['john.doe@', ['bad-address']],
    ['@example.test', ['bad-address']],
    ['john@doe@example.test', ['bad-address']],
    [`"unclosed <${john}>`, ['bad-address']],
    ['undisclosed-recipients:;', ['bad-address']],
    // Only the invalid one is reported.
    [`${john}, jane.roe.example.test`, [john, 'bad-address']],
    [`no address; ${john}`, ['bad-address', john]],
    [`${john}\n${john.toUpperCase()}`, [john, john.toUpperCase()]],
  ])('%j', (line, outcome) => expect(read(line)).toEqual(outcome));

  it('is reported for a duplicate', () => {
    const lines = readLines(`${john}, John <${john.toUpperCase()}>`);
    expect(lines.map(({ status }) => status)).toEqual([null, 'duplicate']);
  });
});

it('a domain in another script is converted to ASCII', () => {
  expect(read('Jürgen <j@bücher.example>')).toEqual(['j@xn--bcher-kva.example']);
  expect(read('j@مثال.example')).toEqual(['j@xn--mgbh0fb.example']);
});
