import { diffComm } from 'node-diff3';

/** A part of two versions of a text, in the order in which one reads both. */
export interface WordChange {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Larger changes are shown as a whole: comparing takes a step for each pair of words. */
const maxPairs = 1_000_000;

/** What was removed from a text and added to it, word by word. */
export function wordChanges(before: string, after: string): readonly WordChange[] {
  const [was, is] = [wordsOf(before), wordsOf(after)];
  const shorter = Math.min(was.length, is.length);
  let start = 0;
  while (start < shorter && was[start] === is[start]) start += 1;
  let end = 0;
  while (end < shorter - start && was.at(-1 - end) === is.at(-1 - end)) end += 1;
  const middle = changesBetween(was.slice(start, was.length - end), is.slice(start, is.length - end));
  return joined([
    { kind: 'same', text: was.slice(0, start).join('') },
    ...middle,
    { kind: 'same', text: was.slice(was.length - end).join('') },
  ]);
}

/** Changes with only so many characters of what stayed around each, and `…` for the rest. */
export function shortened(changes: readonly WordChange[], around: number): readonly WordChange[] {
  return changes.map((change, index) => {
    const { kind, text } = change;
    const [isFirst, isLast] = [index === 0, index === changes.length - 1];
    if (kind !== 'same' || text.length <= (isFirst || isLast ? around : 2 * around)) return change;
    const head = isFirst ? '' : text.slice(0, around);
    const tail = isLast ? '' : text.slice(-around);
    return { kind, text: `${head} … ${tail}` };
  });
}

function wordsOf(text: string): readonly string[] {
  return text.match(/\n|[^\S\n]+|[^\s]+/g) ?? [];
}

/** The longest common subsequence decides which words stayed. */
function changesBetween(was: readonly string[], is: readonly string[]): readonly WordChange[] {
  if (was.length * is.length > maxPairs) {
    return [
      { kind: 'removed', text: was.join('') },
      { kind: 'added', text: is.join('') },
    ];
  }
  return diffComm([...was], [...is]).flatMap((part): readonly WordChange[] => {
    if ('common' in part) return part.common.map((text) => ({ kind: 'same', text }));
    return [
      { kind: 'removed', text: part.buffer1.join('') },
      { kind: 'added', text: part.buffer2.join('') },
    ];
  });
}

/** Puts neighbours of a kind together; spaces between two changes belong to both. */
function joined(changes: readonly WordChange[]): readonly WordChange[] {
  const result: WordChange[] = [];
  let [removed, added] = ['', ''];
  const end = () => {
    if (removed !== '') result.push({ kind: 'removed', text: removed });
    if (added !== '') result.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  changes.forEach(({ kind, text }, index) => {
    const isBetween =
      removed !== '' && added !== '' && text.trim() === '' && (changes[index + 1]?.kind ?? 'same') !== 'same';
    if (kind === 'removed' || (kind === 'same' && isBetween)) removed += text;
    if (kind === 'added' || (kind === 'same' && isBetween)) added += text;
    if (kind !== 'same' || isBetween || text === '') return;
    end();
    const last = result.at(-1);
    if (last?.kind === 'same') result.splice(-1, 1, { kind, text: last.text + text });
    else result.push({ kind, text });
  });
  end();
  return result;
}
