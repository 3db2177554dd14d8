import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minifySync, type Plugin } from 'vite';

/** Minifies boot.js: nothing is painted before it has come, and as a public file it is copied as it is. */
export function minifiedBoot(): Plugin {
  return {
    name: 'minified-boot',
    apply: 'build',
    writeBundle: {
      order: 'pre',
      sequential: true,
      async handler({ dir = '' }) {
        const file = join(dir, 'boot.js');
        const { code, errors } = minifySync(file, await readFile(file, 'utf8'));
        if (errors.length > 0) throw new Error(`boot.js: ${JSON.stringify(errors)}`);
        await writeFile(file, code);
      },
    },
  };
}
