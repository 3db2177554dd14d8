import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { chunkGroups } from './build/chunks.ts';
import { compressed } from './build/compressed.ts';
import { firstFiles } from './build/first-files.ts';
import { minifiedBoot } from './build/minified-boot.ts';
import { serviceWorker } from './build/service-worker.ts';
import { staticSignIn } from './build/static-sign-in.tsx';

const root = fileURLToPath(new URL('.', import.meta.url));
const server = process.env['API_URL'] ?? 'http://localhost:8080';

/** The oldest supported browsers. `test/browser/older-browsers.test.ts` searches for functions that they lack. */
const oldestBrowsers = ['chrome111', 'edge111', 'firefox121', 'safari16.4'] as const;

export default defineConfig({
  root,
  // The server writes the base path into the page; everything else is found relative to the file that refers to it.
  base: './',
  plugins: [
    react(),
    tailwindcss(),
    ownWordsOnly(),
    ownChunkLoader(),
    staticSignIn(),
    firstFiles(),
    minifiedBoot(),
    serviceWorker(oldestBrowsers),
    compressed(),
  ],
  // A catalogue of texts is one object; without this, each of its parts would be exported as well.
  json: { namedExports: false },
  build: {
    outDir: `${root}dist`,
    emptyOutDir: true,
    target: [...oldestBrowsers],
    // The page's policy allows no `data:` fonts, and icons are better cached than repeated.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // The chunk loader also needs the file itself in the list.
      resolveDependencies: (file, needed, { hostType }) =>
        hostType === 'js' ? [...new Set([file, ...needed])] : needed,
    },
    rolldownOptions: {
      output: {
        codeSplitting: { groups: chunkGroups },
        // The first file lists the names of all others, and nothing compresses a hash.
        chunkFileNames: 'assets/[name]-[hash:7].js',
        assetFileNames: 'assets/[name]-[hash:7][extname]',
      },
    },
  },
  server: {
    proxy: { '/api': server, '/health': server },
  },
});

/** React Aria comes with texts in thirty languages; ours come from the catalogues, so only English is kept. */
function ownWordsOnly(): Plugin {
  return {
    name: 'own-words-only',
    enforce: 'pre',
    load(id) {
      return /react-(aria|stately)\/.*intl\/.*\/(?!en-US)[a-z]{2}-[A-Z]{2}\.m?js/.test(id)
        ? 'export default {};'
        : null;
    },
  };
}

/** Vite's helper around dynamic imports fetches a file once; ours retries (load-chunk.ts). */
function ownChunkLoader(): Plugin {
  const loader = `${root}src/api/load-chunk.ts`;
  return {
    name: 'own-chunk-loader',
    apply: 'build',
    enforce: 'pre',
    load: (id) =>
      id === '\0vite/preload-helper.js'
        ? `export { loadChunk as __vitePreload } from ${JSON.stringify(loader)};`
        : null,
  };
}
