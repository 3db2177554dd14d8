import { expect, it } from 'vitest';
import { everyPage } from './every-page.ts';

it('reads page after page, until there is none', async () => {
  const asked: (string | undefined)[] = [];
  const pages: Record<string, { items: number[]; nextCursor: string | null }> = {
    first: { items: [1, 2], nextCursor: 'second' },
    second: { items: [3], nextCursor: null },
  };
  const items = await everyPage(async ({ cursor }) => {
    asked.push(cursor);
    return pages[cursor ?? 'first'] ?? { items: [], nextCursor: null };
  });
  expect(items).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, 'second']);
});
