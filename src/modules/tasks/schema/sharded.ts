import { type AnyTable, columnText, getTableConfig, is, PgTable, SQL } from '#platform/database/drizzle.ts';
import * as attachment from './attachment.ts';
import * as backlink from './backlink.ts';
import * as checklistItem from './checklist-item.ts';
import * as comment from './comment.ts';
import * as dependency from './dependency.ts';
import * as exports from './export.ts';
import * as field from './field.ts';
import * as imports from './import.ts';
import * as label from './label.ts';
import * as log from './log.ts';
import * as reminder from './reminder.ts';
import * as tallies from './tallies.ts';
import * as task from './task.ts';
import * as template from './template.ts';
import * as view from './view.ts';
import * as workflow from './workflow.ts';

/** A table that can be distributed by organization, as `taskuno scale citus` prints it. */
export interface ShardedTable {
  readonly name: string;
  /** Its unique indexes that lack the organization, with their columns: they become plain indexes. */
  readonly idIndexes: readonly { readonly name: string; readonly columns: string }[];
}

type NamedColumn = Parameters<typeof columnText>[0];

const files = [
  attachment,
  backlink,
  checklistItem,
  comment,
  dependency,
  exports,
  field,
  imports,
  label,
  log,
  reminder,
  tallies,
  task,
  template,
  view,
  workflow,
];

/** The tables of this module that have an organization, referenced ones before those that refer to them. */
export function shardedTables(): ShardedTable[] {
  const tables = files
    .flatMap((file) => Object.values<unknown>(file))
    .filter((value): value is AnyTable => is(value, PgTable))
    .filter((table) => getTableConfig(table).columns.some((column) => columnText(column) === 'organization_id'));
  return tables.toSorted((a, b) => depthOf(a) - depthOf(b)).map(describe);
}

function depthOf(table: AnyTable): number {
  const parents = getTableConfig(table).foreignKeys.map((key) => key.reference().foreignTable);
  return Math.max(0, ...parents.filter((parent) => parent !== table).map((parent) => 1 + depthOf(parent)));
}

function describe(table: AnyTable): ShardedTable {
  const { name, indexes } = getTableConfig(table);
  const idIndexes = indexes.flatMap(({ config }) => {
    const columns = config.columns.map((column) => (is(column, SQL) ? '' : columnText(column as NamedColumn)));
    if (!config.unique || columns.includes('organization_id')) return [];
    return [{ name: config.name ?? '', columns: columns.join(', ') }];
  });
  return { name, idIndexes };
}
