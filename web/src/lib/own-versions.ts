/** For each task, versions that differ only by this browser's own changes. */
const runs = new Map<string, { readonly from: number; readonly to: number }>();

/** Records that our change turned version `from` into version `to`, without a change by others between. */
export function noteOwnVersion(id: string, from: number, to: number): void {
  const run = runs.get(id);
  runs.set(id, { from: run?.to === from ? run.from : from, to });
}

/** Records the version that a change of ours created, of whichever version it was made. */
export function noteOwnReply(id: string, version: number): void {
  if (runs.get(id)?.to === version - 1) noteOwnVersion(id, version - 1, version);
}

/** The version that our own changes made of this one; the same if others changed it in between. */
export function afterOwnChanges(id: string, version: number): number {
  const run = runs.get(id);
  return run && version >= run.from && version < run.to ? run.to : version;
}

interface Values {
  readonly customFields?: Readonly<Record<string, unknown>>;
}

/** For each task, the values that our own changes left in its fields (custom fields by id), with their versions. */
const versions = new Map<string, Map<string, { readonly version: number; readonly value: unknown }>>();

/** Records the value of a field after our change, which created version `version`. */
export function noteOwnValues(id: string, version: number, { customFields, ...plain }: Values): void {
  const own = versions.get(id) ?? new Map();
  versions.set(id, own);
  for (const [name, value] of Object.entries({ ...plain, ...customFields })) own.set(name, { version, value });
}

/** Values read in `version`, updated with what we have written since. */
export function withOwnValues<Read extends Values>(id: string, version: number, read: Read): Read {
  const latest = ([name, value]: [string, unknown]) => {
    const own = versions.get(id)?.get(name);
    return [name, own && own.version > version ? own.value : value];
  };
  const { customFields, ...plain } = read;
  const own = customFields && { customFields: Object.fromEntries(Object.entries(customFields).map(latest)) };
  return { ...Object.fromEntries(Object.entries(plain).map(latest)), ...own } as Read;
}
