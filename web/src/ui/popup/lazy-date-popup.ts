import { closing, lazyPart } from '../lazy-part.tsx';

export const LazyDatePopup = lazyPart(async () => (await import('./date-popup.tsx')).DatePopup, {
  failed: closing(({ state }) => state.close()),
});
