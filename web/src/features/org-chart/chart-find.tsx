import { useId, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { announce } from '../../ui/announcer.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { hasWords } from '../../../../src/shared/folded.ts';
import type { ChartPerson } from './layout.ts';

interface ChartFindProps {
  readonly people: readonly ChartPerson[];
  readonly onFind: (userId: string) => void;
}

const maxSuggested = 20;

/** Finds a person by name. */
export function ChartFind({ people, onFind }: ChartFindProps) {
  const { t } = useTexts();
  const list = useId();
  const [inputText, setInputText] = useState('');
  const matches = inputText.trim() === '' ? [] : people.filter(({ name }) => hasWords(name, inputText));
  const take = (text: string) => {
    setInputText(text);
    const match = people.find(({ name }) => name === text);
    if (match) onFind(match.userId);
  };
  return (
    <form
      role="search"
      className="w-52 max-sm:w-full"
      onSubmit={(event) => {
        event.preventDefault();
        const [first] = matches;
        if (first) onFind(first.userId);
        else announce(t('people.nobodyFound'));
      }}
    >
      <SearchBox label={t('chart.find')} value={inputText} onChange={take} list={list} autoComplete="off" />
      <datalist id={list}>
        {matches.slice(0, maxSuggested).map(({ userId, name }) => (
          <option key={userId} value={name} aria-label={name} />
        ))}
      </datalist>
    </form>
  );
}
