import { useState } from 'react';
import { createSignal, type Signal, useSignal } from './signal.ts';

/** An open question and the function that answers it. */
export interface OpenQuestion<Question, Answer> {
  /** Distinguishes questions, so that a component's state is not reused for the next one. */
  readonly key: number;
  readonly question: Question;
  readonly answer: (answer: Answer) => void;
}

interface Questions<Question, Answer> {
  /** The first question without an answer. */
  readonly open: Signal<OpenQuestion<Question, Answer> | null>;
  readonly ask: (question: Question) => Promise<Answer>;
}

/** Questions that code awaits: one is open at a time, the next once it is answered. */
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

/** Questions for a component that shows the open one and answers it. */
export function useQuestion<Question, Answer>() {
  const [{ open, ask }] = useState(() => createQuestions<Question, Answer>());
  return { open: useSignal(open), ask };
}
