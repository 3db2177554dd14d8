/** Serves until a signal comes. */
export async function serve(): Promise<void> {
  const { run } = await import('../main.ts');
  await run();
}
