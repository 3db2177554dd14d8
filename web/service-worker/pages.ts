import { scope, worker } from './scope.ts';

// Keeps every file of the app, so that it starts without the server. All pages are one file. The files of a new build
// are fetched while the previous build is still in use, and used once no page of the previous one is open, or when a
// person asks for it.

/** The files of this build; the build writes the list (`build/service-worker.ts`). */
declare const filesOfBuild: { url: string; revision: string | null }[];

/** An origin has one set of caches: another app may be below another path. */
const cacheName = `files ${scope}`;
const fetchedAtOnce = 6;
const attempts = 3;
const pauseMs = 1_000;

const page = scope;
const revisions = new Map(filesOfBuild.map(({ url, revision }) => [new URL(url, scope).href, revision]));
/** Under which address each file is kept, by the address where pages ask for it. */
const keys = new Map(
  Array.from(revisions, ([address, revision]) => [
    address,
    revision === null ? address : `${address}?revision=${revision}`,
  ]),
);

worker.addEventListener('install', (event) => event.waitUntil(fetchFiles()));
worker.addEventListener('activate', (event) => event.waitUntil(use()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const address = request.mode === 'navigate' && isPage(url) ? page : url.origin + url.pathname;
  const key = request.method === 'GET' ? keys.get(address) : undefined;
  if (key !== undefined) event.respondWith(fileOrFetched(key, request));
});

worker.addEventListener('message', (event: ExtendableMessageEvent & { data: { kind?: unknown } }) => {
  if (event.data.kind === 'activate') event.waitUntil(worker.skipWaiting());
  if (event.data.kind === 'activate-if-alone') event.waitUntil(activateIfAlone(event.ports[0]));
});

/** Fetches what no earlier build, or earlier attempt, has fetched already. */
async function fetchFiles(): Promise<void> {
  const cache = await caches.open(cacheName);
  const present = new Set((await cache.keys()).map(({ url }) => url));
  const missing = [...keys].filter(([, key]) => !present.has(key));
  async function fetchNext(): Promise<void> {
    for (let file = missing.pop(); file; file = missing.pop()) await fetchFile(cache, file);
  }
  await Promise.all(Array.from({ length: fetchedAtOnce }, fetchNext));
}

async function fetchFile(cache: Cache, [address, key]: readonly [string, string]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const reply = await fetch(address, { cache: address === key ? 'default' : 'reload' });
      if (!reply.ok || reply.redirected) throw new Error(`${address}: ${reply.status}`);
      if (!(await isOfBuild(address, reply.clone()))) throw new Error(`${address}: of another build`);
      return await cache.put(key, reply);
    } catch (error) {
      if (attempt === attempts) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt));
  }
}

/** While a server is updated, two builds answer in turn: a file may come from the other one under the same name. */
async function isOfBuild(address: string, reply: Response): Promise<boolean> {
  const revision = revisions.get(address);
  if (!revision) return true;
  if (address === page) return (await reply.text()).includes(revision);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await reply.arrayBuffer()));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.startsWith(revision);
}

/** This build is used from now on: the files of earlier ones are deleted. */
async function use(): Promise<void> {
  const cache = await caches.open(cacheName);
  const needed = new Set(keys.values());
  const outdated = (await cache.keys()).filter(({ url }) => !needed.has(url));
  await Promise.all([...outdated.map((one) => cache.delete(one, { ignoreVary: true })), worker.clients.claim()]);
}

/** A browser may delete what it keeps when it needs the space. */
async function fileOrFetched(key: string, request: Request): Promise<Response> {
  const file = await caches.match(key, { cacheName, ignoreVary: true });
  return file ?? fetch(request);
}

/** Whether the server answers with the app's page: not with the API, nor with a file, whose name contains a dot. */
function isPage({ href, pathname }: URL): boolean {
  if (!href.startsWith(scope)) return false;
  const [first = ''] = href.slice(scope.length).split(/[/?#]/);
  return !['api', 'health', 'metrics', 'internal'].includes(first) && !/\.[^/]*$/.test(pathname);
}

/** Answers whether this build is used from now on. The page that asks is the only one that the previous build may have. */
async function activateIfAlone(answer: MessagePort | undefined): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const isAlone = pages.length <= 1;
  // A port has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  answer?.postMessage(isAlone);
  if (isAlone) await worker.skipWaiting();
}
