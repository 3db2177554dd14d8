import { fileURLToPath } from 'node:url';
import type { Rolldown } from 'vite';

// Code that is loaded together is one file: on a slow network each request costs time, and may be lost.

type ChunkingContext = Rolldown.ChunkingContext;

const source = fileURLToPath(new URL('../src/', import.meta.url));

/**
 * Packages that every page needs: browsers keep them cached when only our own code changes. Several queries at once are
 * read by boards and filters only, lists page by page by no page of the sign-in.
 */
const frame =
  /node_modules\/(react|react-dom|scheduler|i18next|openapi-fetch|@tanstack\/(react-router|router-core|history|store|react-store|query-core|react-query))\/(?!build\/modern\/(useQueries|queriesObserver|useInfiniteQuery|infiniteQueryObserver)\.)|react-i18next\/dist\/es\/(?!index)|lucide-react\/dist\/esm\/(?!icons\/(?!x\.))/;

/** A module belongs to the first of these chunks whose files import it statically, at any depth. */
const start = ['main.tsx'];
const shell = [
  'app/signed-in.ts',
  'ui/growing-text-area.tsx',
  'features/tasks/other-viewers.ts',
  'data/presence/heartbeats.ts',
  'data/tasks/use-task-rights.ts',
  'ui/small-select.tsx',
];
const signIn = 'features/auth/sign-in-page.tsx';
/** What boards and lists load once their content is there. */
const filters = ['features/filters/filter-button.tsx', 'features/filters/views-button.tsx'];

/** What the board shares with other task lists is part of the shell. */
const board = 'features/board/board-page.tsx';
const otherLists = ['features/list/list-page.tsx', 'features/my-work/my-work-page.tsx'];

const severalQueries = /@tanstack\/(react-query|query-core)\/build\/modern\/(useQueries|queriesObserver)\./;

const pagedLists = /@tanstack\/(react-query|query-core)\/build\/modern\/(useInfiniteQuery|infiniteQueryObserver)\./;

const ours = /web\/src\/|src\/shared\//;

/** The first group is filled first, with its dependencies; the bundler decides about everything else. */
export const chunkGroups: Rolldown.CodeSplittingGroup[] = [
  { name: 'frame', test: frame },
  { name: (id: string, context: ChunkingContext) => (isWithinAny(start, id, context) ? 'start' : null), test: ours },
  { name: shellOf, test: new RegExp(`${ours.source}|${pagedLists.source}`) },
  { name: filtersOf, test: new RegExp(`${ours.source}|${severalQueries.source}`) },
  { name: (id: string, context: ChunkingContext) => (isWithin(board, id, context) ? 'board' : null), test: ours },
  { name: 'icons', test: /lucide-react\/dist\/esm\/icons\/(?!key-round|fingerprint)/, minShareCount: 2 },
].map((group, index, all) => ({ ...group, priority: all.length - index }));

function shellOf(id: string, context: ChunkingContext): string | null {
  const isShared = isWithin(board, id, context) && isWithinAny(otherLists, id, context);
  return isShared || pagedLists.test(id) || isWithinAny(shell, id, context) ? 'shell' : null;
}

function filtersOf(id: string, context: ChunkingContext): string | null {
  const isOfFilters = severalQueries.test(id) || isWithinAny(filters, id, context);
  return isOfFilters && !isWithin(signIn, id, context) ? 'filters' : null;
}

function isWithinAny(pages: readonly string[], id: string, context: ChunkingContext): boolean {
  return pages.some((page) => isWithin(page, id, context));
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
function reachOf(entry: string, context: ChunkingContext): ReadonlySet<string> {
  const seen = new Set([entry]);
  for (const id of seen) {
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) seen.add(imported);
  }
  return seen;
}
