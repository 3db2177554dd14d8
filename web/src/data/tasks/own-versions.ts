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

interface Values {
  readonly customFields?: Readonly<Record<string, unknown>>;
}

/** Of each task what our own changes left in its fields, a team's own by their ids, and the version that each made. */
const versions = new Map<string, Map<string, { readonly version: number; readonly value: unknown }>>();

/** Notes what a field held after our change of it made version `version`. */
export function noteOwnValues(id: string, version: number, { customFields, ...plain }: Values): void {
  const own = versions.get(id) ?? new Map();
  versions.set(id, own);
  for (const [name, value] of Object.entries({ ...plain, ...customFields })) own.set(name, { version, value });
}

/** Values as they were read in `version`, each under what we wrote into it since. */
export function withOwnValues<Read extends Values>(id: string, version: number, read: Read): Read {
  const latest = ([name, value]: [string, unknown]) => {
    const own = versions.get(id)?.get(name);
    return [name, own && own.version > version ? own.value : value];
  };
  const { customFields, ...plain } = read;
  const own = customFields && { customFields: Object.fromEntries(Object.entries(customFields).map(latest)) };
  return { ...Object.fromEntries(Object.entries(plain).map(latest)), ...own } as Read;
}
