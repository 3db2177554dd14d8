import type { Effect, EffectKind, Entry } from './entry.ts';

let kinds: Readonly<Record<string, EffectKind>> = {};
/** For each entry that is shown, what stops it. */
const shown = new Map<string, (isMade: boolean) => void>();

/** Sets how the effects of entries are shown. */
export function setEffectKinds(next: Readonly<Record<string, EffectKind>>): void {
  kinds = next;
}

const idOf = ({ command }: Pick<Entry, 'command'>) => command.id;

export function showEffects(entry: Entry): void {
  if (shown.has(idOf(entry))) return;
  const stops = entry.effects.map(({ kind, value }) => kinds[kind]?.show(value));
  shown.set(idOf(entry), (isMade) => stops.toReversed().forEach((stop) => stop?.(isMade)));
}

/**
 * @param reply What the server replied; undefined if the change was not made, or its reply is dealt with elsewhere.
 * @param isMade Whether it was made, or may have been.
 */
export function hideEffects(
  entry: Pick<Entry, 'command' | 'effects'>,
  reply?: unknown,
  isMade = reply !== undefined,
): void {
  if (reply !== undefined) settle(entry.effects, reply);
  shown.get(idOf(entry))?.(isMade);
  shown.delete(idOf(entry));
}

/** The ids of the commands whose effects are shown. */
export const shownIds = (): readonly string[] => [...shown.keys()];

function settle(effects: readonly Effect[], reply: unknown): void {
  for (const { kind, value } of effects) kinds[kind]?.settle?.(value, reply);
}
