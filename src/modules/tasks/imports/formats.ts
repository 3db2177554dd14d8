import type { ImportFormat } from '../contract.ts';
import type { ReadBoard } from './source/board.ts';
import { readTrello } from './trello/read-trello.ts';

/** How files of each format are read, and what the tool is called that wrote them. */
export const formats: Readonly<Record<ImportFormat, { readonly title: string; readonly read: ReadBoard }>> = {
  trello: { title: 'Trello', read: readTrello },
};
