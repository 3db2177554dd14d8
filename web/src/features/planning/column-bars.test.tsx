import i18next from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { initReactI18next } from 'react-i18next';
import { beforeAll, expect, it } from 'vitest';
import { ColumnBars } from './column-bars.tsx';

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'cimode' }));

const column = (teamName: string, name: string, count: number) => ({
  statusId: `${teamName} ${name}`,
  teamId: teamName,
  teamName,
  name,
  count,
  limit: null,
});

/** What is to be read, a part of the page a word. */
const read = (columns: readonly ReturnType<typeof column>[]) =>
  renderToStaticMarkup(<ColumnBars columns={columns} />)
    .split(/<[^>]+>/)
    .map((text) => text.trim())
    .filter((text) => text !== '');

it('columns of one name are counted together, and tell which teams have something there', () => {
  const columns = [column('Design', 'Doing', 4), column('Sales', 'Doing', 3), column('Legal', 'Doing', 0)];
  expect(read([...columns, column('Design', 'Review', 2)]).join(' ')).toBe('Doing 7 Design 4 Sales 3 Review 2');
});
