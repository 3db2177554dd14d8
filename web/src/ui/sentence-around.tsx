import type { ReactNode } from 'react';

interface SentenceAroundProps {
  /** A translated sentence with the mark `<name/>`. */
  readonly text: string;
  readonly name: string;
  readonly children: ReactNode;
}

/** A sentence with an element in the place of its mark. The parser of `Trans` would be as large as a whole page. */
export function SentenceAround({ text, name, children }: SentenceAroundProps) {
  const [before, after] = text.split(`<${name}/>`);
  return (
    <>
      {before}
      {children}
      {after}
    </>
  );
}
