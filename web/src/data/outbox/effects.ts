import type { Effect, EffectKind, Entry } from './entry.ts';

let kinds: Readonly<Record<string, EffectKind>> = {};
/** For each entry that is shown, what stops it. */
const shown = new Map<string, () => void>();

/** Sets how the effects of entries are shown. */
export function useEffectKinds(next: Readonly<Record<string, EffectKind>>): void {
  kinds = next;
}

const idOf = ({ command }: Pick<Entry, 'command'>) => command.id;

export function showEffects(entry: Entry): void {
  if (shown.has(idOf(entry))) return;
  const stops = entry.effects.map(({ kind, value }) => kinds[kind]?.show(value));
  shown.set(idOf(entry), () => stops.toReversed().forEach((stop) => stop?.()));
}

/** @param reply What the server replied; undefined if the change was not made. */
export function hideEffects(entry: Pick<Entry, 'command' | 'effects'>, reply?: unknown): void {
  if (reply !== undefined) settle(entry.effects, reply);
  shown.get(idOf(entry))?.();
  shown.delete(idOf(entry));
}

/** The ids of the commands whose effects are shown. */
export const shownIds = (): readonly string[] => [...shown.keys()];

function settle(effects: readonly Effect[], reply: unknown): void {
  for (const { kind, value } of effects) kinds[kind]?.settle?.(value, reply);
}
