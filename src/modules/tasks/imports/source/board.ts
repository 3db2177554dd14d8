import type { Category, FieldType } from '../../contract.ts';
import type { Findings, Notes } from './report.ts';
import type { CleanText, ExternalId } from './text.ts';

// A board as every format's reader gives it. Its texts have passed the gate (their type says so), its ids are those of
// the other tool. What limits it meets here, and who may make what, is the business of those who bring it in.

export interface SourceList {
  readonly id: ExternalId;
  readonly name: CleanText;
  /** Where the format knows it; else the name tells. */
  readonly category?: Category;
  /** Cards of a list that was closed come in archived. */
  readonly isClosed: boolean;
  readonly notes: Notes;
}

export interface SourceLabel {
  readonly id: ExternalId;
  readonly name: CleanText;
  /** `#rrggbb`; null where it has none. */
  readonly colour: string | null;
  /** Some card bears it. */
  readonly isUsed: boolean;
  readonly notes: Notes;
}

export interface SourceOption {
  readonly id: ExternalId;
  readonly name: CleanText;
  readonly colour: string | null;
}

export interface SourceField {
  readonly id: ExternalId;
  readonly name: CleanText;
  readonly type: FieldType;
  readonly options: readonly SourceOption[];
  readonly onCard: boolean;
  readonly notes: Notes;
}

export interface SourcePerson {
  readonly id: ExternalId;
  readonly username: CleanText;
  readonly email: CleanText;
  readonly name: CleanText;
}

/** A value of a field: text, number, day, or the id of an option. */
export interface SourceValue {
  readonly fieldId: ExternalId | null;
  readonly value: CleanText | number | ExternalId | null;
}

export interface SourceLink {
  readonly name: CleanText;
  readonly url: URL;
}

export interface SourceCard {
  readonly id: ExternalId;
  readonly title: CleanText;
  readonly description: CleanText;
  readonly links: readonly SourceLink[];
  readonly listId: ExternalId | null;
  /** Null where the file tells none: then it stands behind the others. */
  readonly position: number | null;
  /** Its place in the file, which decides among equal positions. */
  readonly row: number;
  readonly isClosed: boolean;
  /** Its due date was ticked off. */
  readonly isTicked: boolean;
  readonly personIds: readonly ExternalId[];
  readonly labelIds: readonly ExternalId[];
  readonly values: readonly SourceValue[];
  readonly startDate: string | null;
  readonly dueAt: string | null;
  readonly createdAt: string | null;
  readonly changedAt: string | null;
  readonly notes: Notes;
}

export interface SourceItem {
  readonly id: ExternalId;
  readonly cardId: ExternalId | null;
  readonly checklist: CleanText;
  readonly title: CleanText;
  readonly isDone: boolean;
  /** The checklist’s own place, its place in the file, the item’s place in it. */
  readonly order: readonly [number | null, number, number];
  readonly notes: Notes;
}

export interface SourceComment {
  readonly id: ExternalId;
  readonly cardId: ExternalId | null;
  readonly authorId: ExternalId | null;
  readonly body: CleanText;
  readonly createdAt: string | null;
  readonly editedAt: string | null;
  readonly notes: Notes;
}

/** The frame is held in memory; cards and what hangs on them are read anew from the file each time. */
export interface SourceBoard {
  readonly id: ExternalId;
  readonly name: CleanText;
  /** In the board’s order. */
  readonly lists: readonly SourceList[];
  readonly labels: readonly SourceLabel[];
  readonly fields: readonly SourceField[];
  readonly people: ReadonlyMap<ExternalId, SourcePerson>;
  /** How many of each there are to do. */
  readonly counts: { readonly cards: number; readonly items: number; readonly comments: number };
  readonly hasCard: (id: ExternalId) => boolean;
  readonly holdsCards: (listId: ExternalId) => boolean;
  readonly cards: () => AsyncIterable<SourceCard>;
  readonly items: () => AsyncIterable<SourceItem>;
  readonly comments: () => AsyncIterable<SourceComment>;
}

/** Opens the file anew for each reading, so that no more than a chunk of it is ever held. */
export type OpenFile = () => Promise<AsyncIterable<Buffer>>;

export interface SourceFile {
  readonly open: OpenFile;
  /** In which days are meant (IANA name). */
  readonly timezone: string;
  readonly findings: Findings;
}

/**
 * Reads a file of one format once to know its frame and that it is whole.
 * @throws DomainError 422 with the reason where it can’t be taken. Nothing was written by then.
 */
export type ReadBoard = (file: SourceFile) => Promise<SourceBoard>;
