import { useState } from 'react';

interface Asked<Question, Answer> {
  readonly question: Question;
  readonly answer: (answer: Answer) => void;
}

/** A question that whoever asks it waits for: while it is open, something is shown that gives the answer. */
export function useQuestion<Question, Answer>() {
  const [open, setOpen] = useState<Asked<Question, Answer> | null>(null);
  return {
    open,
    ask: (question: Question) =>
      new Promise<Answer>((resolve) => {
        const answer = (chosen: Answer) => {
          setOpen(null);
          resolve(chosen);
        };
        setOpen({ question, answer });
      }),
  };
}
