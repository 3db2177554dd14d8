import { describe, expect, it } from 'vitest';
import { linkKind } from './link-kind.ts';

describe('a link', () => {
  it.each([
    ['/tasks/1', 'own'],
    ['/', 'own'],
    ['https://example.com/a', 'web'],
    ['HTTP://example.com', 'web'],
    ['//example.com', 'web'],
    ['/\\example.com', 'web'],
    ['\\\\example.com', 'web'],
    ['/\t/example.com', 'web'],
    ['tel:+123', 'device'],
    ['MailTo:a@example.com', 'device'],
    ['javascript:alert(1)', null],
    ['java\nscript:alert(1)', null],
    [' javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['ftp://example.com', null],
    ['http://', null],
    ['', null],
    ['#top', null],
    ['?q=1', null],
    ['page', null],
    ['../page', null],
    ['example.com', null],
  ])('to %j is %s', (address, kind) => {
    expect(linkKind(address)).toBe(kind);
  });
});
