import type { SpanDefinition } from '../observability/tracing.ts';
import type { Parameter } from './connection.ts';
import { type DatabaseContext, assertNoOpenTransaction } from './database.ts';
import { dialect, is, Param, Placeholder, SQL, type SqlFragment, sql } from './drizzle.ts';
import { countWait } from './wait-budget.ts';

/** The named parameters of a query, each with a value at every run. */
export type Placeholders<Args> = { readonly [Name in keyof Args]-?: Placeholder };

/** The part of drizzle's builders that this file needs. */
type Builder<Result> = PromiseLike<Result> & { toSQL(): { sql: string; params: unknown[] } };

/** The row type of a builder's result; a builder without `returning` has none. */
type RowOf<Result> = Result extends readonly (infer Row)[] ? Row : never;

/** A compiled statement: call it with a context and arguments to get its rows. */
export type Query<Args, Row> = (ctx: DatabaseContext, args: Args) => Promise<Row[]>;

type Pending = PromiseLike<unknown> & { values(): PromiseLike<unknown> };

interface Compiled {
  readonly text: string;
  readonly bind: (args: object) => Parameter[];
  /** Makes a row from the values in column order; null if the statement names its columns itself. */
  readonly rowOf: ((values: readonly unknown[]) => unknown) | null;
}

/**
 * A statement that is built once, compiled once and run as a prepared statement: drizzle types it, postgres.js runs it
 * in one round trip. It is built at the first run, so that starting the app compiles nothing.
 */
export function query<Args extends object>() {
  return <Result>(make: (params: Placeholders<Args>) => Builder<Result>): Query<Args, RowOf<Result>> => {
    let compiled: Compiled | undefined;
    return (ctx, args) =>
      run<RowOf<Result>>(ctx, (compiled ??= compileBuilder(make(placeholders<Args>()))), args, ctx.db.prepare);
  };
}

/** The same for a statement that drizzle's builders cannot express. Name its columns with `as "camelCase"`. */
export function rawQuery<Args extends object, Row>(
  make: (params: Placeholders<Args>) => SqlFragment,
): Query<Args, Row> {
  let compiled: Compiled | undefined;
  return (ctx, args) => run<Row>(ctx, (compiled ??= compileSql(make(placeholders<Args>()))), args, ctx.db.prepare);
}

/** A typed selection at the end of a statement: `{ id: task.id, … }`. It gives the names of the columns, in order. */
type Selection = Readonly<Record<string, { _: { data: unknown; notNull: boolean } }>>;
export type RowOfSelection<Columns extends Selection> = {
  [Name in keyof Columns]: Columns[Name]['_']['notNull'] extends true
    ? Columns[Name]['_']['data']
    : Columns[Name]['_']['data'] | null;
};

const shapesKept = 200;

/**
 * A family of statements, one per `shape` (which filters are set, how it sorts). The most frequent shapes run prepared;
 * beyond a maximum number, others run unprepared, so that no caller can fill the server's memory with plans.
 */
export function queryFamily<Shape, Args extends object>() {
  return <Result>(make: (shape: Shape, params: Placeholders<Args>) => Builder<Result>) =>
    family<Shape, Args, RowOf<Result>>((shape) => compileBuilder(make(shape, placeholders<Args>())));
}

/** A family of raw statements that end with `select * from` a relation with exactly these columns, in this order. */
export function rawQueryFamily<Shape, Args extends object>() {
  return <const Columns extends Selection>(
    columns: Columns,
    make: (shape: Shape, params: Placeholders<Args>) => SqlFragment,
  ) =>
    family<Shape, Args, RowOfSelection<Columns>>((shape) => ({
      ...compileSql(make(shape, placeholders<Args>())),
      rowOf: rowMaker(Object.keys(columns)),
    }));
}

function family<Shape, Args extends object, Row>(compile: (shape: Shape) => Compiled) {
  const compiled = new Map<string, Compiled>();
  return (ctx: DatabaseContext, shape: Shape, args: Args): Promise<Row[]> => {
    const key = JSON.stringify(shape);
    let entry = compiled.get(key);
    const isKept = entry !== undefined || compiled.size < shapesKept;
    entry ??= compile(shape);
    if (isKept) compiled.set(key, entry);
    return run<Row>(ctx, entry, args, isKept && ctx.db.prepare);
  };
}

/** The only row, or undefined if there is none. */
export async function maybeOne<Row>(rows: Promise<Row[]>): Promise<Row | undefined> {
  return (await rows)[0];
}

/** The only row of a statement that always returns one. @throws Error if there is none. */
export async function one<Row>(rows: Promise<Row[]>): Promise<Row> {
  const row = (await rows)[0];
  if (row === undefined) throw new Error('a statement that always gives a row gave none');
  return row;
}

async function run<Row>(ctx: DatabaseContext, compiled: Compiled, args: object, prepare: boolean): Promise<Row[]> {
  assertNoOpenTransaction(ctx);
  const parameters = compiled.bind(args);
  const { tracing } = ctx.db;
  if (tracing === undefined) return send(ctx, compiled, parameters, prepare);
  return tracing.inSpan(statementSpan(compiled.text), async (set) => {
    const rows = await send<Row>(ctx, compiled, parameters, prepare);
    set('db.response.returned_rows', rows.length);
    return rows;
  });
}

function send<Row>(ctx: DatabaseContext, compiled: Compiled, parameters: Parameter[], prepare: boolean) {
  if (!ctx.tx) return rowsOf<Row>(compiled, ctx.db.sql.unsafe(compiled.text, parameters, { prepare }));
  const { sql: tx } = ctx.tx;
  return countWait(() => rowsOf<Row>(compiled, tx.unsafe(compiled.text, parameters, { prepare })));
}

/** Statements that write are named after the first table that they write. */
const written = /\b(insert into|update|delete from)\s+"(\w+)"\."(\w+)"/i;
const read = /\b(from)\s+"(\w+)"\."(\w+)"/i;

/** A statement's text has no values of people: they are parameters. */
function statementSpan(text: string): SpanDefinition {
  const [, verb = 'query', schema, table] = written.exec(text) ?? read.exec(text) ?? [];
  const name = verb.toLowerCase() === 'from' ? 'select' : verb.toLowerCase();
  return {
    name: schema === undefined ? name : `${name} ${schema}.${table}`,
    kind: 'client',
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': text },
  };
}

async function rowsOf<Row>({ rowOf }: Compiled, pending: Pending): Promise<Row[]> {
  if (rowOf === null) return [...((await pending) as unknown as Row[])];
  const rows = (await pending.values()) as unknown as unknown[][];
  return rows.map(rowOf) as Row[];
}

/**
 * Compiles a function for these columns: objects filled in a loop become slow dictionaries in V8, which costs more than
 * the query. The names come from our own code, never from input.
 */
function rowMaker(columns: readonly string[]): (values: readonly unknown[]) => unknown {
  const fields = columns.map((name, i) => `${JSON.stringify(name)}: values[${i}]`);
  return new Function('values', `return { ${fields.join(', ')} }`) as (values: readonly unknown[]) => unknown;
}

function placeholders<Args>(): Placeholders<Args> {
  return new Proxy({}, { get: (_target, name) => sql.placeholder(String(name)) }) as Placeholders<Args>;
}

function compileBuilder(builder: Builder<unknown>): Compiled {
  const { text, params } = withNumbers(builder.toSQL());
  return { text, bind: binder(params), rowOf: rowMaker(columnNames(builder)) };
}

/** Numbers that are the same at every run are written into the text: PostgreSQL counts on them in the plan it keeps. */
function withNumbers({ sql: original, params: all }: { sql: string; params: readonly unknown[] }) {
  const params: unknown[] = [];
  const text = original.replaceAll(/\$(\d+)/g, (_, position) => {
    const value = all[Number(position) - 1];
    return typeof value === 'number' ? `(${value})` : `$${params.push(value)}`;
  });
  return { text, params };
}

function compileSql(fragment: SqlFragment): Compiled {
  if (!is(fragment, SQL)) throw new Error('a statement is made with the sql template');
  const { sql: text, params } = dialect.sqlToQuery(fragment);
  return { text, bind: binder(params), rowOf: null };
}

/** Reads the selected fields from inside drizzle's builders, in the order of the statement's text. */
function columnNames(builder: unknown): string[] {
  const { config } = builder as { config: { fields?: object; returning?: { path: string[] }[] } };
  return config.fields ? Object.keys(config.fields) : (config.returning ?? []).map(({ path }) => path.join('.'));
}

type Source = { name: string; encode: ((value: unknown) => unknown) | null } | { value: unknown };

function binder(params: readonly unknown[]): Compiled['bind'] {
  const sources = params.map(sourceOf);
  return (args) =>
    sources.map((source) => {
      if ('value' in source) return source.value as Parameter;
      const value = (args as Readonly<Record<string, Parameter>>)[source.name];
      if (value === undefined) throw new Error(`the query's argument ${source.name} is missing`);
      return value === null || source.encode === null ? value : (source.encode(value) as Parameter);
    });
}

function sourceOf(param: unknown): Source {
  if (is(param, Placeholder)) return { name: param.name, encode: null };
  if (is(param, Param) && is(param.value, Placeholder)) {
    const { encoder } = param;
    return { name: param.value.name, encode: (value) => encoder.mapToDriverValue(value) };
  }
  return { value: param };
}
