import type { Figures } from './measure.ts';

const headings = [
  'work',
  'server',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'ratio',
  'statements',
  'CPU µs: server',
  'database',
  'core',
];

/** The figures as lines of text; each ratio is to the limit's first variant, or to the row that it names. */
export function tableOf(figures: readonly Figures[]): string {
  return layOut([
    headings,
    ...figures.map((entry) => [
      entry.row.work,
      entry.target,
      Math.round(entry.perSecond).toLocaleString('en'),
      entry.p50.toFixed(1),
      entry.p99.toFixed(1),
      ratioOf(entry, figures),
      statementsOf(entry),
      String(Math.round(entry.serverMicros)),
      String(Math.round(entry.databaseMicros)),
      `${Math.round(entry.serverLoad * 100)} %`,
    ]),
  ]);
}

function ratioOf(entry: Figures, figures: readonly Figures[]): string {
  const { row, target } = entry;
  const base = row.comparedWith
    ? figures.find((other) => other.row.name === row.comparedWith && other.target === target)
    : figures.find((other) => other.row === row && other.target === Object.keys(row.limit)[0]);
  if (!base || base === entry) return '';
  const ratio = (entry.perSecond / base.perSecond).toFixed(2);
  return row.comparedWith ? `${ratio} of ${row.comparedWith}` : ratio;
}

/** `1.0 + 3.2`: statements of the request itself, and of its consequences. Below one if requests share them. */
function statementsOf({ statements, statementsBehind }: Figures): string {
  const own = statements.toFixed(statements < 0.95 ? 2 : 1);
  return statementsBehind < 0.05 ? own : `${own} + ${statementsBehind.toFixed(1)}`;
}

/** How each server's speed changes with the size of the database. */
export function growthOf(sizes: readonly { readonly tasks: number; readonly figures: readonly Figures[] }[]): string {
  const [smallest, ...larger] = sizes;
  if (!smallest) return '';
  return layOut([
    [
      'work',
      'server',
      ...larger.map(({ tasks }) => `${tasks.toLocaleString('en')} of ${smallest.tasks.toLocaleString('en')}`),
    ],
    ...smallest.figures.map((small) => [
      small.row.work,
      small.target,
      ...larger.map(({ figures }) => {
        const large = figures.find(({ row, target }) => row.name === small.row.name && target === small.target);
        return large ? `${(small.perSecond / large.perSecond).toFixed(2)} × slower` : '';
      }),
    ]),
  ]);
}

export function layOut(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n');
}
