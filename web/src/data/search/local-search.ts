import { folded } from '../../../../src/shared/folded.ts';
import { isOpen } from '../tasks/is-open.ts';
import type { KnownTask } from '../tasks/store.ts';

/** The words of a search in the form in which texts are compared. */
export function searchWords(query: string): readonly string[] {
  return folded(query.replaceAll('\u200c', ' ')).split(/\s+/).filter(Boolean);
}

/**
 * How well a text fits: 0 begins with the words as they are, 1 has one of its words begin with the first of them, 2
 * contains them; null does not.
 * @param text In the form of `folded`.
 */
export function fit(text: string, words: readonly string[]): number | null {
  if (!words.every((word) => text.includes(word))) return null;
  if (text.startsWith(words.join(' '))) return 0;
  return text.includes(` ${words[0] ?? ''}`) ? 1 : 2;
}

export interface TaskSearch {
  /** The best matches by key or words of the title: open tasks first, then those changed last. */
  find(query: string, organizationId: string, limit: number): readonly KnownTask[];
}

/**
 * Searches tasks that this browser knows. Each version of a task is folded once, so that a keystroke only compares
 * texts: 5,000 tasks take a few milliseconds.
 * @param all The tasks; asked at each search.
 */
export function createTaskSearch(all: () => Iterable<KnownTask>): TaskSearch {
  const texts = new WeakMap<KnownTask, { readonly key: string; readonly title: string }>();
  const textOf = (task: KnownTask) => {
    const cachedText = texts.get(task);
    if (cachedText) return cachedText;
    const text = { key: folded(task.key), title: folded(task.title) };
    texts.set(task, text);
    return text;
  };
  return {
    find(query, organizationId, limit) {
      const words = searchWords(query);
      if (words.length === 0) return [];
      const joinedWords = words.join('');
      const best: Match[] = [];
      for (const task of all()) {
        if (task.organizationId !== organizationId) continue;
        const { key, title } = textOf(task);
        const isKey = key.replace('-', '') === joinedWords.replace('-', '');
        const titleFit = fit(title, words) ?? (fit(`${title} ${key}`, words) === null ? null : 3);
        if (!isKey && titleFit === null) continue;
        const match = { task, score: isKey ? -1 : (titleFit ?? 3) + (isOpen(task) ? 0 : 4) };
        const place = best.findIndex((other) => isBefore(match, other));
        if (place >= 0) best.splice(place, 0, match);
        else if (best.length < limit) best.push(match);
        if (best.length > limit) best.pop();
      }
      return best.map(({ task }) => task);
    },
  };
}

interface Match {
  readonly task: KnownTask;
  readonly score: number;
}

function isBefore(a: Match, b: Match): boolean {
  return a.score === b.score ? a.task.updatedAt > b.task.updatedAt : a.score < b.score;
}
