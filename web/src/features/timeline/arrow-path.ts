/** A point in the chart, in pixels from its top and from the start side. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const reach = 8;
const headLength = 5;
const headWidth = 3.5;

/** A path from the end of one bar to the start of another: out, down or up between the rows, and in. */
export function arrowPath(from: Point, to: Point, rowHeight: number): string {
  const out = from.x + reach;
  const before = to.x - reach;
  if (from.y === to.y) return line([from, to]);
  if (before >= out) return line([from, { x: out, y: from.y }, { x: out, y: to.y }, to]);
  // If the other begins before the first has ended, the path goes around it.
  const between = from.y + (to.y > from.y ? rowHeight / 2 : -rowHeight / 2);
  const bends = [
    { x: out, y: from.y },
    { x: out, y: between },
    { x: before, y: between },
    { x: before, y: to.y },
  ];
  return line([from, ...bends, to]);
}

/** The head of an arrow. */
export function arrowHead({ x, y }: Point): string {
  return `M${x} ${y}l${-headLength} ${-headWidth}v${2 * headWidth}z`;
}

function line(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}
