import type { ImportFormat } from '../contract.ts';
import type { ReadBoard } from './source/board.ts';
import { readTrello } from './trello/read-trello.ts';

/** How to read each format, and the name of the tool that wrote it. */
export const formats: Readonly<Record<ImportFormat, { readonly title: string; readonly read: ReadBoard }>> = {
  trello: { title: 'Trello', read: readTrello },
};
