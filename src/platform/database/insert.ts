import {
  type AnyColumn,
  type AnyTable,
  columnName,
  getTableColumns,
  is,
  Placeholder,
  type SqlFragment,
  sql,
} from './drizzle.ts';

// Parts of raw INSERT statements in which each column is named once.

type Columns = Readonly<Record<string, AnyColumn>>;

/**
 * `insert into table (…) select …`, to be continued with `from`. The values are named like the columns. A parameter gets
 * the type of its column, which PostgreSQL does not always infer; an expression is written as it is.
 */
export function insertSelect<Table extends AnyTable>(
  table: Table,
  values: { readonly [Name in keyof Table['_']['columns']]?: Placeholder | SqlFragment },
): SqlFragment {
  const columns = Object.entries<AnyColumn>(getTableColumns(table)).filter(([name]) => values[name] !== undefined);
  const names = columns.map(([, column]) => columnName(column));
  const selected = columns.map(([name, column]) => {
    const value = values[name];
    return is(value, Placeholder) ? sql`${value}::${sql.raw(column.getSQLType())}` : sql`${value}`;
  });
  return sql`insert into ${table} (${sql.join(names, sql`, `)}) select ${sql.join(selected, sql`, `)}`;
}

/** `insert into table (…) values (…)` of one row, whose parameters are named like the columns. */
export function insertValues<Table extends AnyTable>(
  table: Table,
  values: { readonly [Name in keyof Table['_']['columns']]?: Placeholder },
): SqlFragment {
  const columns = Object.entries<AnyColumn>(getTableColumns(table)).filter(([name]) => values[name] !== undefined);
  const names = columns.map(([, column]) => columnName(column));
  const given = columns.map(([name, column]) => sql`${values[name]}::${sql.raw(column.getSQLType())}`);
  return sql`insert into ${table} (${sql.join(names, sql`, `)}) values (${sql.join(given, sql`, `)})`;
}

/** The objects of a JSON array as rows to select from. Their properties have the names and types of these columns. */
export function jsonRows(json: Placeholder, columns: Columns): SqlFragment {
  const list = Object.entries(columns).map(
    ([name, column]) => sql`${sql.identifier(name)} ${sql.raw(column.getSQLType())}`,
  );
  return sql`jsonb_to_recordset(${json}::jsonb) as row (${sql.join(list, sql`, `)})`;
}

/** Values for `insertSelect` that `jsonRows` gives. */
export function valuesOf<Name extends string>(columns: Readonly<Record<Name, AnyColumn>>): Record<Name, SqlFragment> {
  const values = Object.keys(columns).map((name) => [name, sql`${sql.identifier(name)}`]);
  return Object.fromEntries(values) as Record<Name, SqlFragment>;
}
