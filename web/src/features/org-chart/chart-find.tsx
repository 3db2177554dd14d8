import { useId, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { announce } from '../../ui/announcer.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { hasWords } from '../../lib/folded.ts';
import type { ChartPerson } from './layout.ts';

interface ChartFindProps {
  readonly people: readonly ChartPerson[];
  readonly onFind: (userId: string) => void;
}

const maxSuggested = 20;

/** Goes to a person by name. */
export function ChartFind({ people, onFind }: ChartFindProps) {
  const { t } = useTexts();
  const list = useId();
  const [typed, setTyped] = useState('');
  const found = typed.trim() === '' ? [] : people.filter(({ name }) => hasWords(name, typed));
  const take = (text: string) => {
    setTyped(text);
    const named = people.find(({ name }) => name === text);
    if (named) onFind(named.userId);
  };
  return (
    <form
      role="search"
      className="w-52 max-sm:w-full"
      onSubmit={(event) => {
        event.preventDefault();
        const [first] = found;
        if (first) onFind(first.userId);
        else announce(t('people.nobodyFound'));
      }}
    >
      <SearchBox label={t('chart.find')} value={typed} onChange={take} list={list} autoComplete="off" />
      <datalist id={list}>
        {found.slice(0, maxSuggested).map(({ userId, name }) => (
          <option key={userId} value={name} aria-label={name} />
        ))}
      </datalist>
    </form>
  );
}
