/** Serves until a signal arrives. */
export async function serve(): Promise<void> {
  const { run } = await import('../main.ts');
  await run();
}
