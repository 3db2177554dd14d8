import type { OrganizationId } from '../ids.ts';
import type { DatabaseContext } from './database.ts';
import {
  and,
  type AnyColumn,
  type AnyTable,
  eq,
  getTableColumns,
  getTableConfig,
  qb,
  type SqlFragment,
  sql,
} from './drizzle.ts';
import { queryFamily } from './query.ts';

/** A page of rows, and the cursor of the next one; null after the last. */
export interface ExportedPage {
  readonly rows: Record<string, unknown>[];
  readonly next: string[] | null;
}

/** @param after The cursor of the page before; null for the first. */
export type ExportedRows = (
  ctx: DatabaseContext,
  page: { readonly organizationId: OrganizationId; readonly after: readonly string[] | null },
) => Promise<ExportedPage>;

const pageSize = 200;

interface Selection {
  /** Columns that are not exported. */
  readonly omit?: readonly string[];
  readonly where?: SqlFragment;
}

/**
 * Reads the rows of an organization for an export, page by page in the order of the primary key, with the names that
 * columns have in code.
 */
export function exportedRows(table: AnyTable, { omit = [], where }: Selection = {}): ExportedRows {
  let find: ReturnType<typeof pageQuery> | undefined;
  return async (ctx, { organizationId, after }) => {
    find ??= pageQuery(table, omit, where);
    const keys = Object.fromEntries((after ?? []).map((value, i) => [`key${i}`, value]));
    const rows = await find(ctx, { isFirst: after === null }, { organizationId, limit: pageSize, ...keys });
    const last = rows.length < pageSize ? undefined : rows.at(-1);
    return { rows, next: last ? keyNames(table).map((name) => String(last[name])) : null };
  };
}

type Params = { organizationId: OrganizationId; limit: number } & Record<string, unknown>;

function pageQuery(table: AnyTable, omit: readonly string[], where: SqlFragment | undefined) {
  const columns: Record<string, AnyColumn> = Object.fromEntries(
    Object.entries(columnsOf(table)).filter(([name]) => !omit.includes(name)),
  );
  const { organizationId, ...others } = columnsOf(table);
  if (!organizationId) throw new Error('a table without an organization cannot be exported');
  const keys = keyNames(table).flatMap((name) => others[name] ?? []);
  return queryFamily<{ isFirst: boolean }, Params>()(({ isFirst }, params) => {
    const after = keys.map((_, i) => sql`${params[`key${i}`]}`);
    return qb
      .select(columns)
      .from(table)
      .where(
        and(
          eq(organizationId, params.organizationId),
          where,
          isFirst ? undefined : sql`(${sql.join(keys, sql`, `)}) > (${sql.join(after, sql`, `)})`,
        ),
      )
      .orderBy(...keys)
      .limit(params.limit);
  });
}

/** The columns of the primary key after the organization. */
function keyNames(table: AnyTable): string[] {
  const [key] = getTableConfig(table).primaryKeys;
  const columns = Object.entries(columnsOf(table));
  return (key?.columns ?? []).flatMap((column) => {
    const name = columns.find(([, other]) => other.name === column.name)?.[0] ?? '';
    return name === 'organizationId' ? [] : [name];
  });
}

function columnsOf(table: AnyTable): Record<string, AnyColumn> {
  return getTableColumns(table);
}
