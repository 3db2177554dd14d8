import { type ExportedRows, exportedRows } from '#platform/database/exported-rows.ts';
import type { exportedProjectTables } from '../contract.ts';
import { milestoneTable, projectGuestTable, projectTable, projectTeamTable, projectUpdateTable } from '../schema.ts';

/** What an export has of this module. Favourites are personal. */
export const exportRowsOf: Readonly<Record<(typeof exportedProjectTables)[number], ExportedRows>> = {
  'project-updates': exportedRows(projectUpdateTable),
  milestones: exportedRows(milestoneTable, { omit: ['toldOf'] }),
  'project-teams': exportedRows(projectTeamTable),
  'project-guests': exportedRows(projectGuestTable),
  projects: exportedRows(projectTable),
};
