import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const stampFile = 'web/dist/.stamp';

/** Whether the built browser app matches the sources. */
export function isWebFresh(root) {
  try {
    return readFileSync(join(root, stampFile), 'utf8') === webHash(root);
  } catch {
    return false;
  }
}

/** Records from which sources the browser app was built. */
export function stampWeb(root) {
  writeFileSync(join(root, stampFile), webHash(root));
}

/** A digest of everything that the build reads: the sources, by name and content, and the packages' versions. */
export function webHash(root) {
  const hash = createHash('sha256');
  for (const file of [...filesIn(root, 'web'), ...filesIn(root, 'src/shared'), 'package-lock.json']) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesIn(root, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .filter(({ name }) => !['dist', 'node_modules', 'test'].includes(name) && !/\.test\.tsx?$/.test(name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesIn(root, path) : [path];
    })
    .toSorted();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) stampWeb(fileURLToPath(new URL('..', import.meta.url)));
