import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const source = fileURLToPath(new URL('../service-worker/main.ts', import.meta.url));
const name = 'service-worker.js';

interface FileOfBuild {
  readonly url: string;
  /** Changes with the content; null if the name does. */
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
      revision: path.startsWith('assets/') ? null : digest(await readFile(join(dir, path))),
    })),
  );
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
