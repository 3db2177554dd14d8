import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { Exchange } from './app.ts';
import { pageContentPolicy, securityHeaders } from './headers.ts';

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

/** In the order of what saves most; the build writes each asset in these forms beside itself. */
const encodings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

/**
 * Serves the built browser app: hashed assets for ever, everything without a dot as its page. Files are read once and
 * kept, since there are few and they never change while the process runs.
 */
export function pagesOf(folder: string, publicUrl: string): (exchange: Exchange) => Promise<Response> {
  const kept = new Map<string, Promise<StaticFile | null>>();
  const base = securityHeaders(publicUrl);

  const load = (path: string, accepts: string): Promise<StaticFile | null> => {
    const encoding = encodings.find(
      ({ name, suffix }) => accepts.includes(name) && existsSync(join(folder, path + suffix)),
    );
    const key = `${encoding?.name ?? ''} ${path}`;
    const found = kept.get(key) ?? readStatic(join(folder, path + (encoding?.suffix ?? '')), path, encoding?.name);
    kept.set(key, found);
    return found;
  };

  return async ({ req }) => {
    const path = normalize(decodePath(req.path));
    const isPage = extname(path) === '';
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    const file =
      !isRead || path.includes('\0') || path.includes('..')
        ? null
        : await load(isPage ? '/index.html' : path, req.header('accept-encoding') ?? '');
    if (file === null)
      return new Response('Not found', { status: 404, headers: { ...base, 'content-type': 'text/plain' } });
    return new Response(file.bytes, { headers: { ...base, ...file.headers } });
  };
}

async function readStatic(file: string, path: string, encoding: string | undefined): Promise<StaticFile | null> {
  const type = types[extname(path)];
  if (type === undefined) return null;
  try {
    const bytes = new Uint8Array(await readFile(file));
    const isHashed = path.startsWith('/assets/');
    return {
      bytes,
      headers: {
        'content-type': type,
        vary: 'Accept-Encoding',
        'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
        ...(encoding ? { 'content-encoding': encoding } : {}),
        ...(type.startsWith('text/html') ? { 'content-security-policy': pageContentPolicy } : {}),
      },
    };
  } catch {
    return null;
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/\0';
  }
}
