import type { TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ImportRow } from './import.ts';
import type { SourceFile } from './source/board.ts';
import type { Findings, ImportReport } from './source/report.ts';

/** One attempt at an import: the file, where to tell what it could not take, and how to go on chunk by chunk. */
export interface ImportRun {
  readonly row: ImportRow;
  /** The name of the other tool. */
  readonly tool: string;
  readonly file: SourceFile;
  readonly findings: Findings;
  /** What was found or, in a dry run, would be made; what is made for good is counted where it is kept. */
  readonly tally: Tally;
  /** Says how much there is to do, and where it goes; null where the team is yet to be made. */
  begin(ctx: TasksContext, total: number, teamId: TeamId | null): Promise<void>;
  /** Names the team that was made. */
  goesInto(ctx: TasksContext, teamId: TeamId): Promise<void>;
  /**
   * Does a chunk in a transaction of its own, with the progress that it makes: all of it is there afterwards, or nothing.
   * Two imports into one team wait for each other here.
   * @throws ImportCancelled where somebody has stopped it.
   */
  chunk<Result>(ctx: TasksContext, size: number, work: (ctx: TasksContext) => Promise<Result>): Promise<Result>;
}

export interface Tally {
  unchanged: number;
  readonly created: { -readonly [Kind in keyof ImportReport['created']]: number };
}

export class ImportCancelled extends Error {}
