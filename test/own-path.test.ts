import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ownPath as ownPathOfServer } from '#platform/http/own-path.ts';
import { ownPath as ownPathOfBrowser } from '../web/src/lib/own-path.ts';
import { foreignAddresses } from './files/foreign-addresses.ts';

const both = [
  ['the server', ownPathOfServer],
  ['the browser app', ownPathOfBrowser],
] as const;

describe.each(both)('a path of our own, as %s reads it', (_side, ownPath) => {
  it.each(foreignAddresses)('is not %j', (address) => {
    expect(ownPath(address)).toBeNull();
  });

  it.each([
    '/',
    '/teams?x=1#y',
    '/tasks/0190a7f2-0000-7000-8000-000000000000',
    '/teams/1/list?q=a%2Fb&due=2026-11-01..2026-11-30',
    '/sign-in?next=%2F%2Fevil.example',
    '/search?q=https://example.com//x',
    '/a//b',
  ])('is %s', (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    ['/teams/../inbox', '/inbox'],
    ['/list?q=سلام', '/list?q=%D8%B3%D9%84%D8%A7%D9%85'],
    ['/a/%2e%2e/b', '/b'],
  ])('is read as a browser reads it: %s', (text, path) => {
    expect(ownPath(text)).toBe(path);
  });
});

describe('both functions', () => {
  it('are the same', () => {
    const bodyOf = (file: string) => {
      const source = readFileSync(new URL(file, import.meta.url), 'utf8');
      return source.slice(source.indexOf('export function'));
    };
    expect(bodyOf('../web/src/lib/own-path.ts')).toBe(bodyOf('../src/platform/http/own-path.ts'));
  });
});
