import type { Timeline } from '../../api/types.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { arrowHead, arrowPath, type Point } from './arrow-path.ts';
import type { TimelineRowData } from './timeline-row.ts';
import { type Scale, xOf } from '../../data/timeline/scale.ts';

interface ArrowsProps {
  readonly dependencies: Timeline['dependencies'];
  readonly rows: readonly TimelineRowData[];
  readonly scale: Scale;
  readonly rowHeight: number;
  /** The first and the last visible row. */
  readonly from: number;
  readonly to: number;
}

/** The dependencies. Only those that touch a visible row are rendered. */
export function Arrows({ dependencies, rows, scale, rowHeight, from, to }: ArrowsProps) {
  const isRightToLeft = useDateFormat().language === 'fa';
  const width = scale.days * scale.dayWidth;
  const indexByTaskId = new Map(rows.map(({ task }, index) => [task.id, index]));
  const pointOf = (index: number, edge: 'start' | 'end'): Point => {
    const { span } = rows[index] ?? { span: { start: scale.first, end: scale.first } };
    const x = edge === 'start' ? xOf(scale, span.start) : xOf(scale, span.end) + scale.dayWidth;
    return { x, y: (index + 0.5) * rowHeight };
  };
  const arrows = dependencies.flatMap(({ taskId, otherId }) => {
    const [blocker, blocked] = [indexByTaskId.get(taskId), indexByTaskId.get(otherId)];
    if (blocker === undefined || blocked === undefined) return [];
    if (Math.max(blocker, blocked) < from || Math.min(blocker, blocked) > to) return [];
    const isCritical = rows[blocker]?.isCritical === true && rows[blocked]?.isCritical === true;
    return [{ id: `${taskId} ${otherId}`, a: pointOf(blocker, 'end'), b: pointOf(blocked, 'start'), isCritical }];
  });
  return (
    <svg
      aria-hidden
      className="timeline-arrows"
      width={width}
      height={rows.length * rowHeight}
      style={isRightToLeft ? { transform: 'scaleX(-1)' } : {}}
    >
      {arrows.map(({ id, a, b, isCritical }) => (
        <g key={id} className={isCritical ? 'timeline-arrow-critical' : ''}>
          <path d={arrowPath(a, b, rowHeight)} className="timeline-arrow" />
          <path d={arrowHead(b)} className="timeline-arrow-head" />
        </g>
      ))}
    </svg>
  );
}
