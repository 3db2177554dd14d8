import { createContext, type ReactNode } from 'react';
import { taskKeyPattern } from '../../../src/shared/task-keys.ts';

/** A person or task that is offered while its name is typed. */
export interface Suggestion {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly icon: ReactNode;
  /** The text that stands for it. */
  readonly text: string;
}

/** What texts may refer to: people by `@name`, tasks by their key. */
export interface TextReferences {
  /** The person's full name, or null if there is nobody of that name. */
  readonly personNamed: (username: string) => string | null;
  /** The task's title; null if there is no such key, an empty text if only its team is known. */
  readonly taskTitled: (key: string) => string | null;
  readonly person: (username: string) => ReactNode;
  readonly task: (key: string) => ReactNode;
  readonly suggest: (sign: '@' | '#', query: string) => Promise<readonly Suggestion[]>;
  /** Stores a file and returns its address. */
  readonly upload?: (file: File, onProgress: (part: number) => void) => Promise<string>;
}

/** The references of the texts on a part of the page. */
export const TextReferencesContext = createContext<TextReferences | null>(null);

export interface Reference {
  readonly start: number;
  readonly end: number;
  readonly kind: 'person' | 'task';
  /** The person's username, or the task's key. */
  readonly name: string;
  readonly title: string;
}

const pattern = taskKeyPattern(String.raw`@([\p{L}\p{N}_](?:[\p{L}\p{N}._-]*[\p{L}\p{N}_])?)`);

/** The references in a text, in their order. */
export function referencesIn(text: string, references: TextReferences): readonly Reference[] {
  return [...text.matchAll(pattern)].flatMap(({ index, 0: all, 1: username, 2: key }): Reference[] => {
    const title = username === undefined ? references.taskTitled(key ?? '') : references.personNamed(username);
    if (title === null) return [];
    const place = { start: index, end: index + all.length, title };
    return [
      username === undefined
        ? { ...place, kind: 'task', name: key ?? '' }
        : { ...place, kind: 'person', name: username },
    ];
  });
}
