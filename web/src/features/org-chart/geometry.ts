import type { LayoutEntry } from './layout.ts';

/** In pixels, before zooming. */
export const cardWidth = 216;
export const cardHeight = 48;
const columnGap = 56;
const rowGap = 12;
const margin = 32;

export interface Box {
  /** The distance from the side where lines of text begin. */
  readonly x: number;
  readonly y: number;
}

export function boxOf({ column, row }: Pick<LayoutEntry, 'column' | 'row'>): Box {
  return { x: margin + column * (cardWidth + columnGap), y: margin + row * (cardHeight + rowGap) };
}

export function sizeOf({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  return {
    width: 2 * margin + columns * (cardWidth + columnGap) - columnGap,
    height: 2 * margin + rows * (cardHeight + rowGap) - rowGap,
  };
}

/** A line from a manager to a report, with rounded corners. `flip` mirrors it for right-to-left pages. */
export function lineBetween(manager: Box, report: Box, flip: (x: number) => number): string {
  const [x1, y1] = [manager.x + cardWidth, manager.y + cardHeight / 2];
  const [x2, y2] = [report.x, report.y + cardHeight / 2];
  const middle = (x1 + x2) / 2;
  const radius = Math.min(8, Math.abs(y2 - y1) / 2);
  const turn = y2 > y1 ? radius : -radius;
  if (y1 === y2) return `M${flip(x1)} ${y1}H${flip(x2)}`;
  return [
    `M${flip(x1)} ${y1}H${flip(middle - radius)}`,
    `Q${flip(middle)} ${y1} ${flip(middle)} ${y1 + turn}`,
    `V${y2 - turn}`,
    `Q${flip(middle)} ${y2} ${flip(middle + radius)} ${y2}`,
    `H${flip(x2)}`,
  ].join('');
}
