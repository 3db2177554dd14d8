/** The time zones to choose from. The browser's list lacks aliases, so the current one, the machine's and UTC are added. */
export function timeZones(current: string): readonly string[] {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([current, own, 'UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted();
}
