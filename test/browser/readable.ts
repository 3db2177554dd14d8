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
  // What is only for screen readers is one pixel wide.
  if (style.textOverflow !== 'ellipsis' || part.clientWidth <= 1 || part.scrollWidth <= part.clientWidth) return [];
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

/**
 * Accessibility problems found by axe.
 * @param within A selector of the parts to look at; by default the whole page.
 */
export async function violations(page: Page, within = 'html'): Promise<readonly string[]> {
  const results = await new AxeBuilder({ page, axeSource })
    .setLegacyMode()
    .include(within)
    .options({ resultTypes: ['violations'] })
    .analyze();
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/**
 * Runs in the page: what fingers hit too rarely, described for the report. Targets are 44 pixels high, less what a bar
 * beside them takes; icons side by side share the width. Links within a sentence are as high as their lines (WCAG 2.2,
 * 2.5.8), and what is hidden for the eye is not tapped.
 */
const smallTargets = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=checkbox], [role=menuitem], [role=option]')]
  .flatMap((part) => {
    const target = part.closest('label') ?? part;
    if (part.disabled || part.closest('[inert]') || !part.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return [];
    if (part.matches('a') && part.closest('p, .prose')) return [];
    // Drawn to scale; its table shows the same.
    if (part.closest('.timeline')) return [];
    target.scrollIntoView({ block: 'center', inline: 'center' });
    const { x, y, width, height } = target.getBoundingClientRect();
    if (width < 2 || height < 2) return [];
    const [middleX, middleY] = [x + width / 2, y + height / 2];
    const isHit = (atX, atY) => {
      const hit = document.elementFromPoint(atX, atY);
      return hit !== null && (target.contains(hit) || part.contains(hit) || hit.closest('label')?.control === part);
    };
    if (!isHit(middleX, middleY)) return [];
    const reach = (stepX, stepY) => {
      let far = 0;
      while (far < 40 && isHit(middleX + stepX * far, middleY + stepY * far)) far += 1;
      return far;
    };
    const [high, wide] = [reach(0, -1) + reach(0, 1), reach(-1, 0) + reach(1, 0)];
    if (high >= 40 && wide >= 32) return [];
    const name = part.ariaLabel ?? part.textContent.trim().slice(0, 30);
    return [wide + '×' + high + ' ' + part.tagName + '.' + String(part.getAttribute('class')).slice(0, 60) + ' “' + name + '”'];
  })`;

/** What is too small for fingers on a touch screen. */
export function smallForFingers(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(smallTargets);
}
