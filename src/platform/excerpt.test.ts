import { describe, expect, it } from 'vitest';
import { excerptOf } from './excerpt.ts';

describe('an excerpt', () => {
  it.each([
    ['**bold**, _slanted_, ~~gone~~ and `code`', 'bold, slanted, gone and code'],
    ['# Title\n\nFirst\nsecond.\n\n- [ ] one\n- [x] two\n  1. three', 'Title First second. one two three'],
    ['See [the page](https://evil.example "x") and https://example.com', 'See the page and https://example.com'],
    ['![a cat](cat.png) <b>fat</b> <script>alert(1)</script>', 'a cat fat alert(1)'],
    ['> quoted\n\n```js\nlet a = 1;\n```', 'quoted let a = 1;'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'a b 1 2'],
    ['@omid می‌آید؟ **بله**', '@omid می‌آید؟ بله'],
    ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['<div>\n\nwithin\n\n</div>', 'within'],
    ['a\u0007b', 'a b'],
    ['', ''],
  ])('of %j is %j', async (markdown, excerpt) => expect(await excerptOf(markdown)).toBe(excerpt));

  it('ends between grapheme clusters', async () => {
    const family = '👨‍👩‍👧‍👦';
    const excerpt = await excerptOf(family.repeat(100));
    expect(excerpt).toBe(`${family.repeat(18)}…`);
    expect((await excerptOf('word '.repeat(10_000))).length).toBeLessThanOrEqual(201);
  });
});
