import { useState } from 'react';
import { createSignal, type Signal, useSignal } from './signal.ts';

/** A question that is open, and the way to answer it. */
export interface OpenQuestion<Question, Answer> {
  /** Tells it from those before and after it: what shows one question is not to become that of the next. */
  readonly key: number;
  readonly question: Question;
  readonly answer: (answer: Answer) => void;
}

interface Questions<Question, Answer> {
  /** The first of those that have no answer yet. */
  readonly open: Signal<OpenQuestion<Question, Answer> | null>;
  readonly ask: (question: Question) => Promise<Answer>;
}

/** Questions that whoever asks them waits for: one is open at a time, and the next once it has its answer. */
export function createQuestions<Question, Answer>(): Questions<Question, Answer> {
  const open = createSignal<OpenQuestion<Question, Answer> | null>(null);
  let waiting: readonly OpenQuestion<Question, Answer>[] = [];
  let askedSoFar = 0;
  const wait = (questions: readonly OpenQuestion<Question, Answer>[]) => {
    waiting = questions;
    open.set(waiting[0] ?? null);
  };
  const ask = (question: Question) =>
    new Promise<Answer>((resolve) => {
      const openQuestion: OpenQuestion<Question, Answer> = {
        key: (askedSoFar += 1),
        question,
        answer(choice) {
          wait(waiting.filter((one) => one !== openQuestion));
          resolve(choice);
        },
      };
      wait([...waiting, openQuestion]);
    });
  return { open, ask };
}

/** Questions that something shows while they are open, and gives the answer. */
export function useQuestion<Question, Answer>() {
  const [{ open, ask }] = useState(() => createQuestions<Question, Answer>());
  return { open: useSignal(open), ask };
}
