import { shortened, type WordChange, wordChanges } from '../../../lib/word-changes.ts';

interface TextChangesProps {
  readonly before: string;
  readonly after: string;
}

const charactersAround = 60;

/** The difference of two versions of a text. */
export function TextChanges({ before, after }: TextChangesProps) {
  const changes = shortened(wordChanges(before, after), charactersAround);
  return (
    <p
      dir="auto"
      className="mt-1 max-h-60 overflow-y-auto rounded-[6px] border border-line bg-page px-3 py-2 whitespace-pre-wrap"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without a mouse the arrow keys scroll it
      tabIndex={0}
    >
      {placed(changes).map(({ kind, text, key }) =>
        kind === 'added' ? (
          <ins key={key} className="bg-accent-wash text-accent-text decoration-1">
            {text}
          </ins>
        ) : kind === 'removed' ? (
          <del key={key} className="bg-danger-wash text-danger">
            {text}
          </del>
        ) : (
          <span key={key}>{text}</span>
        ),
      )}
    </p>
  );
}

/** Each change with its place as its key. */
function placed(changes: readonly WordChange[]) {
  return changes.map((change, key) => ({ ...change, key }));
}
