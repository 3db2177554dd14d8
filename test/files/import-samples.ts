import type { ImportFormat } from '#modules/tasks';
import { trelloId } from './trello.ts';

/** A board in neutral terms; the file of each format translates it. */
export interface PlainBoard {
  readonly name: string;
  readonly lists: readonly string[];
  readonly labels: readonly string[];
  readonly people: readonly string[];
  readonly cards: readonly PlainCard[];
}

export interface PlainCard {
  readonly title: string;
  readonly description: string;
  /** The index of its list. */
  readonly list: number;
  readonly labels: readonly number[];
  readonly people: readonly number[];
  readonly due: string | null;
  readonly position: number | null;
  readonly checklist: string;
  readonly items: readonly string[];
  readonly comments: readonly string[];
}

export const plainCard = (title: string, parts: Partial<PlainCard> = {}): PlainCard => ({
  title,
  description: '',
  list: 0,
  labels: [],
  people: [],
  due: null,
  position: null,
  checklist: 'Steps',
  items: [],
  comments: [],
  ...parts,
});

export interface SampleMaker {
  /** A file of the format; `number` distinguishes the boards of a test. */
  readonly file: (board: PlainBoard, number: number) => string;
  /** The name of the file. */
  readonly filename: string;
}

/** A new format does not compile here without its generator; then every hostile test uses it. */
export const samples: Readonly<Record<ImportFormat, SampleMaker>> = {
  trello: { file: trelloFile, filename: 'board.json' },
};

function trelloFile({ name, lists, labels, people, cards }: PlainBoard, number: number): string {
  const id = (kind: number, index: number) => trelloId(number * 1_000_000 + kind * 100_000 + index);
  const author = { id: id(3, 0), username: '', fullName: people[0] ?? 'Somebody' };
  return JSON.stringify({
    id: id(0, 0),
    name,
    lists: lists.map((list, i) => ({ id: id(1, i), name: list, closed: false })),
    labels: labels.map((label, i) => ({ id: id(2, i), name: label, color: 'green' })),
    members: people.map((person, i) => ({ id: id(3, i), username: person, fullName: person })),
    cards: cards.map((card, i) => ({
      id: id(4, i),
      name: card.title,
      desc: card.description,
      idList: id(1, card.list),
      idLabels: card.labels.map((label) => id(2, label)),
      idMembers: card.people.map((person) => id(3, person)),
      due: card.due,
      ...(card.position === null ? {} : { pos: card.position }),
    })),
    checklists: cards.map(({ checklist, items }, i) => ({
      id: id(5, i),
      idCard: id(4, i),
      name: checklist,
      checkItems: items.map((item, index) => ({ id: id(6, i * 1_000 + index), name: item, state: 'incomplete' })),
    })),
    actions: cards.flatMap(({ comments }, i) =>
      comments.map((text, index) => ({
        id: id(7, i * 1_000 + index),
        type: 'commentCard',
        date: '2021-02-03T10:00:00.000Z',
        data: { text, card: { id: id(4, i) } },
        memberCreator: author,
      })),
    ),
  });
}
