import { fileURLToPath } from 'node:url';
import type { Rolldown } from 'vite';

// Code that is loaded together is one file: on a slow network each request costs time, and may be lost.

type ChunkingContext = Rolldown.ChunkingContext;

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** Packages that every page needs: browsers keep them cached when only our own code changes. */
const frame =
  /node_modules\/(react|react-dom|scheduler|i18next|openapi-fetch|@tanstack\/(react-router|router-core|history|store|react-store|query-core|react-query))\/|react-i18next\/dist\/es\/(?!Trans|index)/;

/** A module of ours belongs to the first of these chunks whose pages import it statically, at any depth. */
const chunks: Readonly<Record<string, readonly string[]>> = {
  start: ['main.tsx'],
  'sign-in': ['features/auth/guest-layout.tsx', 'features/auth/sign-in-page.tsx'],
  shell: ['app/session.ts', 'app/session-layout.tsx', 'app/shell/shell.tsx', 'features/teams/home.ts'],
};

/** What the board shares with other task lists. */
const board = 'features/board/board-page.tsx';
const otherLists = ['features/list/list-page.tsx', 'features/my-work/my-work-page.tsx'];

/** The first group is filled first, with its dependencies; the bundler decides about everything else. */
export const chunkGroups: Rolldown.CodeSplittingGroup[] = [
  { name: 'frame', test: frame },
  { name: 'icon', test: /lucide-react\/dist\/esm\/(?!icons\/(?!x\.))/ },
  // Used in few sentences with keys, none of them at the sign-in; its package's index would pull it in there.
  { name: 'sentences', test: /react-i18next\/dist\/es\/Trans|html-parse-stringify/ },
  { name: textsOf, test: /web\/texts\// },
  ...Object.entries(chunks).map(([name, pages]) =>
    ours((id, context) => (pages.some((page) => isWithin(page, id, context)) ? name : null)),
  ),
  ours((id, context) =>
    isWithin(board, id, context) && otherLists.some((page) => isWithin(page, id, context)) ? 'tasks' : null,
  ),
  { name: 'icons', test: /lucide-react\/dist\/esm\/icons\/(?!key-round|fingerprint)/, minShareCount: 2 },
].map((group, index, all) => ({ ...group, priority: all.length - index }));

function ours(name: Rolldown.CodeSplittingNameFunction): Rolldown.CodeSplittingGroup {
  return { name, test: /web\/src\// };
}

/** The texts of the first page, and those that every page behind the sign-in needs. */
function textsOf(id: string): string | null {
  const [, language, part] = /texts\/(en|fa)\/(guest|shared|web|problems)\.json/.exec(id) ?? [];
  if (language === undefined) return null;
  return `texts-${language}-${part === 'guest' || part === 'shared' ? 'start' : 'work'}`;
}

const reaches = new WeakMap<ChunkingContext, Map<string, ReadonlySet<string>>>();

function isWithin(page: string, id: string, context: ChunkingContext): boolean {
  const known = reaches.get(context) ?? new Map<string, ReadonlySet<string>>();
  reaches.set(context, known);
  const reach = known.get(page) ?? reachOf(source + page, context);
  known.set(page, reach);
  return reach.has(id);
}

/** A module with everything that it imports statically, at any depth. */
function reachOf(start: string, context: ChunkingContext): ReadonlySet<string> {
  const seen = new Set([start]);
  for (const id of seen) {
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) seen.add(imported);
  }
  return seen;
}
