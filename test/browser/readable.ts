import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const axeSource = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What is meant to be scrolled sideways: columns beside each other, and what can't be broken into lines. */
const wide = '.board, .chart-frame, .timeline, .timeline-frame, .overflow-x-auto, .prose pre, .prose table';

/** What scrolls down and has something beyond its side, in words that lead there. Runs in the page. */
const beside = `[...document.querySelectorAll('*')]
  .filter((part) => part === document.documentElement || /auto|scroll/.test(getComputedStyle(part).overflowY))
  .filter((part) => !part.matches('${wide}') && part.scrollWidth > part.clientWidth)
  .map((part) => part.tagName + '.' + part.className + ': ' + part.scrollWidth + ' in ' + part.clientWidth)`;

/** On a screen of 360 pixels nothing reaches beyond the side: neither of the page nor of what scrolls down in it. */
export async function expectNothingBeside(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await page.evaluate(beside), page.url()).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** What keeps a page from being read by everybody, by the rules of axe. */
export async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page, axeSource }).setLegacyMode().analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
