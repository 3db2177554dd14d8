/** Serves until a signal arrives. */
export async function serve(): Promise<void> {
  const { run } = await import('../main.ts');
  await run();
}

/** Runs background jobs until a signal arrives. */
export async function work(): Promise<void> {
  process.env['HTTP'] = 'off';
  process.env['JOBS'] = 'on';
  await serve();
}
