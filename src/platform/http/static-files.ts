import { readdir, readFile } from 'node:fs/promises';
import { extname, join, normalize, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { HttpContext } from './http-context.ts';
import { pageContentPolicy, securityHeaders } from './headers.ts';
import { publicAddress } from './own-address.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** Best compression first. The build writes each asset in these encodings next to the original. */
const encodings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

/**
 * Serves the built browser app: hashed assets without expiry, and the page for every path without a dot. The files are
 * listed once, since they never change while the process runs; each file is read at its first request and cached. So an
 * unknown name costs neither memory nor a disk access.
 * @param folder The folder of the built app.
 * @param publicUrl PUBLIC_URL, whose path is written into the page.
 */
export function staticPages(folder: string, publicUrl: string): (exchange: HttpContext) => Promise<Response> {
  const cache = new Map<string, Promise<StaticFile>>();
  const base = securityHeaders(publicUrl);
  const { path: basePath } = publicAddress(publicUrl);
  let listing: Promise<ReadonlySet<string>> | undefined;

  /** A failed read, for example for lack of descriptors, is tried again. */
  async function names(): Promise<ReadonlySet<string>> {
    listing ??= listFiles(folder);
    try {
      return await listing;
    } catch (error) {
      listing = undefined;
      if (isMissing(error)) return new Set();
      throw error;
    }
  }

  async function load(path: string, accepts: string): Promise<StaticFile | null> {
    const knownNames = await names();
    const type = types[extname(path)];
    if (type === undefined || !knownNames.has(path)) return null;
    const encoding = encodings.find(({ name, suffix }) => accepts.includes(name) && knownNames.has(path + suffix));
    const key = path + (encoding?.suffix ?? '');
    const read = () =>
      path === pageFile
        ? readPage(folder, basePath, encoding?.name)
        : readStatic(join(folder, key), path, type, encoding?.name);
    const file = cache.get(key) ?? read();
    cache.set(key, file);
    try {
      return await file;
    } catch (error) {
      cache.delete(key);
      if (isMissing(error)) return null;
      throw error;
    }
  }

  return async ({ req }) => {
    const path = decodePath(req.path);
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    const file =
      path === null || !isRead
        ? null
        : await load(extname(path) === '' ? pageFile : path, req.header('accept-encoding') ?? '');
    if (file === null)
      return new Response('Not found', { status: 404, headers: { ...base, 'content-type': 'text/plain' } });
    return new Response(file.bytes, { headers: { ...base, ...file.headers } });
  };
}

const pageFile = '/index.html';
const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** The page with the base path of the app, so that its assets are found from every path, however deep. */
async function readPage(folder: string, basePath: string, encoding: string | undefined): Promise<StaticFile> {
  const text = (await readFile(join(folder, pageFile), 'utf8'))
    .replaceAll(/\b(src|href)="\.\//g, `$1="${basePath}/`)
    .replace('name="base-path" content=""', `name="base-path" content="${basePath}"`);
  const bytes = Buffer.from(text);
  const encoded = encoding === 'br' ? await toBrotli(bytes) : encoding === 'gzip' ? await toGzip(bytes) : bytes;
  return staticFile(new Uint8Array(encoded), pageFile, types['.html'] ?? '', encoding);
}

/** Files below a folder, as paths that begin with a slash. */
async function listFiles(folder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Set(files.map(({ parentPath, name }) => `/${relative(folder, join(parentPath, name))}`));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function readStatic(file: string, path: string, type: string, encoding: string | undefined): Promise<StaticFile> {
  return staticFile(new Uint8Array(await readFile(file)), path, type, encoding);
}

function staticFile(
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
  type: string,
  encoding: string | undefined,
): StaticFile {
  const isHashed = path.startsWith('/assets/');
  // The service worker compares the others with the files of its build: no proxy may change them.
  return {
    bytes,
    headers: {
      'content-type': type,
      vary: 'Accept-Encoding',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache, no-transform',
      ...(encoding ? { 'content-encoding': encoding } : {}),
      ...(type.startsWith('text/html') ? { 'content-security-policy': pageContentPolicy } : {}),
    },
  };
}

function decodePath(path: string): string | null {
  try {
    return normalize(decodeURIComponent(path));
  } catch {
    return null;
  }
}
