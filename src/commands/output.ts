export interface OutputOptions {
  readonly json?: boolean;
}

/** Prints a result: as JSON for programs, else as lines for people. */
export function print(result: unknown, lines: readonly string[], { json = false }: OutputOptions): void {
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''));
}

/** Tells a person at the terminal what a slow command is doing; a program reads only the result. */
export function showStep(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${step}\n`);
}

/** Formats rows with columns as wide as their widest text. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
