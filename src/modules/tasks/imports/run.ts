import type { TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ImportRow } from './import.ts';
import type { SourceFile } from './source/board.ts';
import type { Findings, ImportReport } from './source/report.ts';

/** One attempt at an import: the file, where to report what cannot be imported, and how to proceed chunk by chunk. */
export interface ImportRun {
  readonly row: ImportRow;
  /** The name of the other tool. */
  readonly tool: string;
  readonly file: SourceFile;
  readonly findings: Findings;
  /** What was found or, in a dry run, would be created; what is created for real is counted in the database. */
  readonly tally: ImportCounts;
  /** Records how much there is to do and the team; null if the team has to be created. */
  begin(ctx: TasksContext, total: number, teamId: TeamId | null): Promise<void>;
  /** Records the team that was created. */
  updateTeam(ctx: TasksContext, teamId: TeamId): Promise<void>;
  /**
   * Runs a chunk in its own transaction together with its progress: all or nothing. Two imports into one team wait for
   * each other here.
   * @throws ImportCancelled if somebody has stopped the import.
   */
  chunk<Result>(ctx: TasksContext, size: number, work: (ctx: TasksContext) => Promise<Result>): Promise<Result>;
}

export interface ImportCounts {
  unchanged: number;
  readonly created: { -readonly [Kind in keyof ImportReport['created']]: number };
}

export class ImportCancelled extends Error {}
