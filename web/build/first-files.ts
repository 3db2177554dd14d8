import type { Plugin, Rolldown } from 'vite';

// A page's own code would request the files of its first page one after another. The build lists them in the page, so
// that boot.js requests them while that code is loading.

/** Entries by the pages that begin with them; `{language}` stands for that of the reader. */
const entries = {
  every: ['i18n/catalogues/{language}-start.ts'],
  session: ['app/signed-in.ts', 'i18n/catalogues/{language}-work.ts'],
  board: ['features/board/board-page.tsx'],
} as const;
const placeholder = '<meta name="first-files" content="" />';
const languages = ['en', 'fa'] as const;

/**
 * Fills `<meta name="first-files">` of the page: for each language the files of each kind of page, relative to the app's
 * base.
 */
export function firstFiles(): Plugin {
  return {
    name: 'first-files',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
        const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
        const filesOf = (entry: string) => {
          const found = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/src/${entry}`)));
          if (!found) throw new Error(`no chunk contains ${entry}`);
          return withImports(found, byName).filter((file) => !html.includes(file));
        };
        const files = languages.map((language) => [language, listsOf(language, filesOf)]);
        const content = JSON.stringify(Object.fromEntries(files)).replaceAll('"', '&quot;');
        return html.replace(placeholder, placeholder.replace('""', `"${content}"`));
      },
    },
  };
}

/** The files of each kind of page; none is listed twice. */
function listsOf(language: string, filesOf: (entry: string) => readonly string[]) {
  const listed = new Set<string>();
  const lists = Object.entries(entries).map(([page, names]) => {
    const all = names.flatMap((name) => filesOf(name.replace('{language}', language)));
    const files = [...new Set(all)].filter((file) => !listed.has(file));
    for (const file of files) listed.add(file);
    return [page, files];
  });
  return Object.fromEntries(lists) as Record<keyof typeof entries, readonly string[]>;
}

/** A chunk with everything that it imports statically, at any depth. */
function withImports(entry: Rolldown.OutputChunk, byName: ReadonlyMap<string, Rolldown.OutputChunk>): string[] {
  const files = new Set([entry.fileName]);
  for (const file of files) for (const imported of byName.get(file)?.imports ?? []) files.add(imported);
  return [...files];
}
