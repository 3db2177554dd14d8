import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const source = fileURLToPath(new URL('../service-worker/main.ts', import.meta.url));
const name = 'service-worker.js';
const placeholder = '<meta name="page-revision" content="" />';

interface FileOfBuild {
  readonly url: string;
  /** The beginning of the SHA-256 of the content, in hexadecimal; null if the name contains one. */
  readonly revision: string | null;
}

/** Builds the service worker when all other files are written, with the list of them. */
export function serviceWorker(target: readonly string[]): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    writeBundle: {
      order: 'pre',
      sequential: true,
      async handler({ dir = '' }) {
        await build({
          configFile: false,
          logLevel: 'error',
          publicDir: false,
          define: {
            filesOfBuild: JSON.stringify(await filesIn(dir)),
          },
          build: {
            outDir: dir,
            emptyOutDir: false,
            target: [...target],
            // Browsers run a service worker as a script, not as a module.
            rolldownOptions: { input: source, output: { format: 'iife', entryFileNames: name } },
          },
        });
      },
    },
  };
}

/** Every file that a browser may need. The page is listed by its address: the server serves it at every path. */
async function filesIn(dir: string): Promise<FileOfBuild[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !/^\.|\.(br|gz|map)$/.test(entry.name) && entry.name !== name)
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length).replace(/^\//, ''))
    .toSorted();
  return Promise.all(
    paths.map(async (path) => ({
      url: path === 'index.html' ? './' : path,
      revision: await revisionOf(path, join(dir, path)),
    })),
  );
}

async function revisionOf(path: string, file: string): Promise<string | null> {
  if (path.startsWith('assets/')) return null;
  const revision = digest(await readFile(file));
  if (path === 'index.html') await writeIntoPage(file, revision);
  return revision;
}

/** The server changes the page's text, so a service worker can't compare its digest: the page names its revision. */
async function writeIntoPage(file: string, revision: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(placeholder)) throw new Error('the page has no place for its revision');
  await writeFile(file, text.replace(placeholder, placeholder.replace('""', `"${revision}"`)));
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
