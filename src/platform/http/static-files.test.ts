import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HttpContext } from './http-context.ts';
import { staticPages } from './static-files.ts';

let folder: string;
let app: Hono;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taskuno-pages-'));
  mkdirSync(join(folder, 'assets'));
  for (const [name, text] of [
    ['index.html', 'page'],
    ['assets/a-1.js', 'script'],
    ['assets/a-1.js.br', 'smaller'],
    ['assets/b-1.js', 'script b'],
    ['notes.xyz', 'of no known type'],
  ] as const) {
    writeFileSync(join(folder, name), text);
  }
  app = new Hono();
  const pages = staticPages(folder, 'http://localhost:8080');
  app.all('*', (exchange) => pages(exchange as unknown as HttpContext));
  app.onError((_error, { text }) => text('failed', 503));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function get(path: string, headers: Record<string, string> = {}): Promise<[number, string]> {
  const response = await app.request(path, { headers });
  return [response.status, await response.text()];
}

it('serves existing files, and the page for every path without a dot', async () => {
  expect(await get('/assets/a-1.js')).toEqual([200, 'script']);
  expect(await get('/assets/a-1.js', { 'accept-encoding': 'gzip, br' })).toEqual([200, 'smaller']);
  for (const path of ['/', '/tasks/ENG-1', '/assets']) expect(await get(path)).toEqual([200, 'page']);
});

it('lets no proxy change a file that browsers compare with that of their build', async () => {
  const response = await app.request('/');
  expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
});

it.each([
  '/assets/c-1.js',
  '/assets/a-1.js/../../../secret.txt',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '/assets/a-1.js%00.js',
  '/%ff.js',
  '/assets/a-1.js.br',
  '/ASSETS/A-1.JS',
  '/notes.xyz',
])('does not serve %s', async (path) => expect(await get(path)).toEqual([404, 'Not found']));

it('never looks on the disk for a file that it has not listed', async () => {
  await get('/');
  writeFileSync(join(folder, 'assets/late.js'), 'script');
  expect(await get('/assets/late.js')).toEqual([404, 'Not found']);
});

it('reads a file once, and again where it could not be read', async () => {
  await get('/');
  rmSync(join(folder, 'assets/a-1.js'));
  mkdirSync(join(folder, 'assets/a-1.js'));
  expect(await get('/assets/a-1.js')).toEqual([503, 'failed']);
  rmSync(join(folder, 'assets/a-1.js'), { recursive: true });
  expect(await get('/assets/a-1.js')).toEqual([404, 'Not found']);
  writeFileSync(join(folder, 'assets/a-1.js'), 'back');
  expect(await get('/assets/a-1.js')).toEqual([200, 'back']);
  writeFileSync(join(folder, 'assets/a-1.js'), 'changed');
  expect(await get('/assets/a-1.js')).toEqual([200, 'back']);
});

it('finds an app that is built after the server started', async () => {
  rmSync(folder, { recursive: true });
  expect(await get('/')).toEqual([404, 'Not found']);
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.html'), 'built');
  expect(await get('/')).toEqual([200, 'built']);
});
