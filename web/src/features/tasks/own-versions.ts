/** Of each task the versions that follow one another by nothing but this browser's own changes. */
const runs = new Map<string, { readonly from: number; readonly to: number }>();

/** Notes that our change made version `to` of version `from`, with nobody's in between. */
export function noteOwnVersion(id: string, from: number, to: number): void {
  const run = runs.get(id);
  runs.set(id, { from: run?.to === from ? run.from : from, to });
}

/** The version that our own changes have made of this one; the same where others came between. */
export function afterOwnChanges(id: string, version: number): number {
  const run = runs.get(id);
  return run && version >= run.from && version < run.to ? run.to : version;
}
