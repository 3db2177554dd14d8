import { addTextsOf } from '../../i18n/language.ts';
import { lazyPart } from '../../ui/lazy-part.tsx';

// For boards, which are shown before their filters are loaded.

const load = async <Part,>(part: Promise<Part>): Promise<Part> => (await Promise.all([part, addTextsOf('tasks')]))[0];

export const LazyFilterButton = lazyPart(async () => (await load(import('./filter-button.tsx'))).FilterButton, {
  failed: () => null,
});

export const LazyFilterChips = lazyPart(async () => (await load(import('./filter-chips.tsx'))).FilterChips, {
  waiting: () => <div className="h-7 pointer-coarse:h-[46px]" />,
  failed: () => null,
});

export const LazyViewsButton = lazyPart(async () => (await load(import('./views-button.tsx'))).ViewsButton, {
  failed: () => null,
});

export const LazyGroupButton = lazyPart(async () => (await load(import('./group-button.tsx'))).GroupButton, {
  failed: () => null,
});
