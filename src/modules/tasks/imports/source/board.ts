import type { Category, FieldType } from '../../contract.ts';
import type { Findings, Notes } from './report.ts';
import type { CleanText, ExternalId } from './text.ts';

// A board as the reader of any format returns it. Its texts are cleaned (see `CleanText`), its ids are those of the
// other tool. Limits and rights are checked later, when the board is imported.

export interface SourceList {
  readonly id: ExternalId;
  readonly name: CleanText;
  /** If the format specifies it; otherwise it is derived from the name. */
  readonly category?: Category;
  /** Cards of a closed list are imported as archived. */
  readonly isClosed: boolean;
  readonly notes: Notes;
}

export interface SourceLabel {
  readonly id: ExternalId;
  readonly name: CleanText;
  /** `#rrggbb`; null if it has none. */
  readonly colour: string | null;
  /** Whether some card uses it. */
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

/** A value of a field: text, number, date, or the id of an option. */
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
  /** Null if the file has none; then it comes after the others. */
  readonly position: number | null;
  /** Its number in the file, which orders equal positions. */
  readonly row: number;
  readonly isClosed: boolean;
  /** Its due date was marked as complete. */
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
  /** Position of the checklist, number in the file, position in the checklist. */
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

/** Lists, labels and fields are held in memory; cards and their parts are read from the file each time. */
export interface SourceBoard {
  readonly id: ExternalId;
  readonly name: CleanText;
  /** In the board's order. */
  readonly lists: readonly SourceList[];
  readonly labels: readonly SourceLabel[];
  readonly fields: readonly SourceField[];
  readonly people: ReadonlyMap<ExternalId, SourcePerson>;
  /** How many of each there are to import. */
  readonly counts: { readonly cards: number; readonly items: number; readonly comments: number };
  readonly hasCard: (id: ExternalId) => boolean;
  readonly holdsCards: (listId: ExternalId) => boolean;
  readonly cards: () => AsyncIterable<SourceCard>;
  readonly items: () => AsyncIterable<SourceItem>;
  readonly comments: () => AsyncIterable<SourceComment>;
}

/** Opens the file again for each reading, so that only one chunk is in memory. */
export type OpenFile = () => Promise<AsyncIterable<Buffer>>;

export interface SourceFile {
  readonly open: OpenFile;
  /** The time zone for dates (IANA name). */
  readonly timezone: string;
  readonly findings: Findings;
}

/**
 * Reads a file of one format once: checks that it is complete and returns its lists, labels and fields.
 * @throws DomainError 422 with the reason if it cannot be read. Nothing is written before that.
 */
export type ReadBoard = (file: SourceFile) => Promise<SourceBoard>;
