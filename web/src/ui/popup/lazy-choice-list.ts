import { closing, lazyPart } from '../lazy-part.tsx';

export const LazyChoiceList = lazyPart(async () => (await import('./choice-list.tsx')).ChoiceList, {
  failed: closing(({ state }) => state.close()),
});
