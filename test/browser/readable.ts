import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const axeSource = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** Elements that may scroll sideways: boards, charts, and content that cannot wrap. */
const wide = '.board, .chart-frame, .timeline, .timeline-frame, .overflow-x-auto, .prose pre, .prose table';

/** Elements that scroll down and overflow sideways, described for the report. Runs in the page. */
const overflowingElements = `[...document.querySelectorAll('*')]
  .filter((part) => part === document.documentElement || /auto|scroll/.test(getComputedStyle(part).overflowY))
  .filter((part) => !part.matches('${wide}') && part.scrollWidth > part.clientWidth)
  .map((part) => {
    const { left, right } = part.getBoundingClientRect();
    const outside = [...part.querySelectorAll('*')].filter((inner) => {
      const box = inner.getBoundingClientRect();
      return box.width > 0 && (box.right > right + 0.5 || box.left < left - 0.5);
    });
    const named = outside.slice(-2).map((inner) => inner.tagName + '.' + inner.getAttribute('class'));
    return part.tagName + '.' + part.className + ': ' + part.scrollWidth + ' in ' + part.clientWidth + ' for ' + named;
  })`;

/** Texts that are cut off at their start instead of their end. Runs in the page. */
const cutAtStart = `[...document.querySelectorAll('*')].flatMap((part) => {
  const style = getComputedStyle(part);
  if (style.textOverflow !== 'ellipsis' || part.scrollWidth <= part.clientWidth) return [];
  const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  let text = texts.nextNode();
  while (text && text.data.trim() === '') text = texts.nextNode();
  if (!text) return [];
  const first = document.createRange();
  const start = text.data.search(/\\S/);
  first.setStart(text, start);
  first.setEnd(text, start + 1);
  const [box, frame] = [first.getBoundingClientRect(), part.getBoundingClientRect()];
  return box.left < frame.left - 1 || box.right > frame.right + 1 ? [part.className + ': ' + part.textContent] : [];
})`;

/** Problems at a width: overflow, and texts cut off at their start. */
export async function misfits(page: Page, width: number): Promise<readonly string[]> {
  await page.setViewportSize({ width, height: 800 });
  const results: string[] = [
    ...(await page.evaluate<string[]>(overflowingElements)),
    ...(await page.evaluate<string[]>(cutAtStart)),
  ];
  return results.map((what) => `${width}: ${what}`);
}

/** On a screen of 360 pixels nothing overflows, neither the page nor its scrolling parts. */
export async function expectNothingBeside(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 800 });
  // What floats beside a button finds its new place in the frame after the resize.
  await expect.poll(() => page.evaluate(overflowingElements), { message: page.url() }).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Accessibility problems found by axe. */
export async function violations(page: Page): Promise<readonly string[]> {
  const results = await new AxeBuilder({ page, axeSource })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze();
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
