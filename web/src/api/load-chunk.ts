import { networkProblem, Problem } from '../lib/problem.ts';

// Replaces Vite's helper around each dynamic import (vite.config.ts).

/** Pauses between attempts to fetch a file. */
const pausesMs = [300, 1_000, 2_000];
/** A request without any bytes for this long counts as lost. */
const silenceTimeoutMs = 30_000;
const failedImport = /dynamically imported module|module script failed/i;

/** Files that are in the browser's cache or being fetched, by address. */
const fetched = new Map<string, Promise<void>>();

/**
 * Loads a chunk with everything that it imports. If a browser once fails to load a module, it never requests it again.
 * So the files are fetched first, with retries, and imported once all of them are in the cache.
 * @param load The import itself.
 * @param files The files it needs, relative to the importer if one is given, otherwise to the base of the app.
 * @throws Problem `network`, and `page-outdated` if only a new page can load it.
 */
export async function loadChunk<Module>(
  load: () => Promise<Module>,
  files: readonly string[],
  importer?: string,
): Promise<Module> {
  const toFetch = isInstalled() ? files.filter((file) => file.endsWith('.css')) : files;
  await Promise.all(toFetch.map((file) => fetchOnce(addressOf(file, importer))));
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && failedImport.test(error.message)) throw pageOutdated();
    throw error;
  }
}

/** The service worker answers with files that this browser has. */
function isInstalled(): boolean {
  const { serviceWorker } = navigator as Partial<Navigator>;
  return !!serviceWorker?.controller;
}

function addressOf(file: string, importer: string | undefined): string {
  return new URL(importer === undefined ? import.meta.env.BASE_URL + file : file, importer ?? location.href).href;
}

function fetchOnce(address: string): Promise<void> {
  const pending = fetched.get(address);
  if (pending) return pending;
  const isThere =
    [...document.scripts].some(({ src }) => src === address) ||
    [...document.styleSheets].some(({ href }) => href === address);
  const loading = isThere ? Promise.resolve() : fetchFile(address);
  fetched.set(address, loading);
  // A failed file is fetched again the next time.
  loading.catch(() => fetched.delete(address));
  return loading;
}

async function fetchFile(address: string): Promise<void> {
  await fetchWithRetries(address);
  if (address.endsWith('.css')) await addStyles(address);
}

async function fetchWithRetries(address: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const pauseMs = pausesMs[attempt];
    try {
      return await fetchWhole(address);
    } catch (error) {
      if (pauseMs === undefined || !navigator.onLine) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function fetchWhole(address: string): Promise<void> {
  const response = await reach(fetch(address, { signal: AbortSignal.timeout(silenceTimeoutMs) }));
  if (response.status === 404) throw pageOutdated();
  if (!response.ok) throw networkProblem(response.status);
  await reach(response.arrayBuffer());
}

async function reach<Result>(request: Promise<Result>): Promise<Result> {
  try {
    return await request;
  } catch (cause) {
    throw networkProblem(cause);
  }
}

function addStyles(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.crossOrigin = '';
    link.href = address;
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      link.remove();
      reject(networkProblem(address));
    });
    document.head.append(link);
  });
}

/** The server has a newer build than this page, or the browser remembers that a file failed. */
function pageOutdated(): Problem {
  const detail = 'There is a newer version of this page.';
  return new Problem({ code: 'page-outdated', status: 0, detail, requestId: null });
}
