import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const server = process.env['API_URL'] ?? 'http://localhost:8080';

export default defineConfig({
  root,
  plugins: [react(), tailwindcss(), ownWordsOnly(), compressed()],
  build: {
    outDir: `${root}dist`,
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy allows no `data:` fonts, and icons are better cached than repeated.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': server, '/health': server },
  },
});

/** React Aria brings its few words in thirty languages; ours come from the catalogues, so English is all that is kept. */
function ownWordsOnly(): Plugin {
  return {
    name: 'own-words-only',
    enforce: 'pre',
    load(id) {
      return /react-(aria|stately)\/.*intl\/.*\/(?!en-US)[a-z]{2}-[A-Z]{2}\.m?js/.test(id) ? 'export default {};' : null;
    },
  };
}

/** Writes each text beside itself as `.br` and `.gz`, so that the server compresses nothing. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        if (!/\.(js|css|html|svg|json|txt)$/.test(fileName)) continue;
        const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: brotliCompressSync(bytes, { params }) });
        this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzipSync(bytes, { level: 9 }) });
      }
    },
  };
}
