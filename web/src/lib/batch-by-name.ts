/**
 * Collects items by name for a moment and passes them on together. `join` combines two with the same name; without it
 * the later one wins.
 */
export function batchByName<Item>(
  pauseMs: number | (() => number),
  onBatch: (items: ReadonlyMap<string, Item>) => unknown,
  join: (before: Item, after: Item) => Item = (_before, after) => after,
): (name: string, item: Item) => void {
  let items = new Map<string, Item>();
  const end = () => {
    const batch = items;
    items = new Map();
    void onBatch(batch);
  };
  return (name, item) => {
    if (items.size === 0) setTimeout(end, typeof pauseMs === 'number' ? pauseMs : pauseMs());
    const before = items.get(name);
    items.set(name, before === undefined ? item : join(before, item));
  };
}
