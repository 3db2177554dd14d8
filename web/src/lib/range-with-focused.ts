import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual';

/**
 * For a virtualizer: also renders the item with the focus while it is scrolled out of sight. Otherwise the focus, and
 * with it the place from which keys go on, would be lost.
 * @param focusedIndex The index of the item with the focus, -1 if none has it.
 */
export function rangeWithFocused(focusedIndex: () => number): (range: Range) => number[] {
  return (range) => {
    const indexes = defaultRangeExtractor(range);
    const focused = focusedIndex();
    if (focused < 0 || focused >= range.count || indexes.includes(focused)) return indexes;
    return [...indexes, focused].toSorted((a, b) => a - b);
  };
}
