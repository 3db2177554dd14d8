import { memo } from 'react';
import { boxOf, lineBetween, sizeOf } from './geometry.ts';
import type { Layout } from './layout.ts';
import type { View } from './use-view.ts';

interface ChartLinesProps {
  readonly layout: Layout;
  readonly view: View;
  readonly isRtl: boolean;
}

/** The lines between managers and reports; only visible ones. */
export const ChartLines = memo(function ChartLines({ layout, view, isRtl }: ChartLinesProps) {
  const { width, height } = sizeOf(layout);
  const flip = (x: number) => (isRtl ? width - x : x);
  const boxes = new Map(layout.entries.map((entry) => [entry.person.userId, boxOf(entry)]));
  const path = layout.entries.flatMap(({ person, column }) => {
    const from = column === 0 || person.managerId === null ? undefined : boxes.get(person.managerId);
    const to = boxes.get(person.userId);
    if (!from || !to || Math.max(from.y, to.y) < view.top || Math.min(from.y, to.y) > view.bottom) return [];
    return lineBetween(from, to, flip);
  });
  return (
    <svg aria-hidden width={width} height={height} className="absolute inset-0 text-line-strong">
      <path d={path.join('')} fill="none" stroke="currentColor" strokeWidth={1.25} strokeOpacity={0.65} />
    </svg>
  );
});
