/** Small Trello boards for tests, in the shape of real exports. */

export interface BoardParts {
  readonly id?: string;
  readonly name?: string;
  readonly lists?: readonly object[];
  readonly cards?: readonly unknown[];
  readonly labels?: readonly object[];
  readonly members?: readonly object[];
  readonly checklists?: readonly object[];
  readonly actions?: readonly object[];
  readonly customFields?: readonly object[];
}

/** A board id as Trello generates them: the first eight digits are the creation time in seconds. */
export function trelloId(number: number): string {
  return `5f8e0c00${number.toString(16).padStart(16, '0')}`;
}

export const list = (number: number, name: string, extras: object = {}) => ({
  id: trelloId(1_000 + number),
  name,
  closed: false,
  pos: number * 65_536,
  ...extras,
});

export const card = (number: number, name: string, extras: object = {}) => ({
  id: trelloId(10_000 + number),
  name,
  desc: '',
  idList: trelloId(1_001),
  closed: false,
  pos: number * 65_536,
  due: null,
  dueComplete: false,
  dateLastActivity: '2021-03-04T05:06:07.000Z',
  idMembers: [],
  idLabels: [],
  labels: [],
  attachments: [],
  badges: { comments: 0, attachments: 0 },
  ...extras,
});

export const comment = (number: number, cardNumber: number, text: string, member: object = {}) => ({
  id: trelloId(50_000 + number),
  type: 'commentCard',
  date: `2021-02-0${(number % 9) + 1}T10:00:00.000Z`,
  data: { text, card: { id: trelloId(10_000 + cardNumber) } },
  memberCreator: { id: 'm1', username: 'sara', fullName: 'Sara Trello', ...member },
});

export function board(parts: BoardParts = {}): BoardParts & { id: string; name: string } {
  return {
    id: trelloId(1),
    name: 'Kitchen',
    lists: [list(1, 'To do'), list(2, 'Doing'), list(3, 'Done')],
    cards: [card(1, 'Buy a pan')],
    ...parts,
  };
}

/** A file as a browser would send it. */
export function upload(
  content: unknown,
  fields: Record<string, string | null> = {},
  filename = 'board.json',
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ format: 'trello', ...fields })) form.set(name, value ?? '');
  const text = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
  form.set('file', new Blob([text]), filename);
  return form;
}
