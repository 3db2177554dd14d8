import type { Sql } from '#platform/database/connection.ts';
import { atom, nodesIn, parseNodeTree, type TreeNode } from './node-tree.ts';

// What a distributed database (Citus) refuses, or answers otherwise, found in PostgreSQL's own parsed form of a
// statement.

const conflict = 'ON CONFLICT DO UPDATE calls a function that is not immutable; take the value from excluded';
const inCase = 'CASE or COALESCE in an UPDATE calls a function that is not immutable';
const inReturning = 'RETURNING of an UPDATE calls a function that is not immutable';
const readsWritten = 'a part of the statement reads a table that an earlier WITH writes; read it in an earlier WITH';

/** The rules that a statement breaks. */
export async function brokenRules(sql: Sql, text: string): Promise<string[]> {
  const top = await parsed(sql, text);
  const isMutable = await mutableFunctions(sql);
  const has = (value: Parameters<typeof nodesIn>[0], enters?: (node: TreeNode) => boolean) =>
    nodesIn(value, enters).some(isMutable);
  const broken = new Set<string>();
  for (const node of nodesIn(top)) {
    if (node.kind === 'ONCONFLICTEXPR' && has(node.fields.get('onConflictSet'))) broken.add(conflict);
    if (node.kind !== 'QUERY' || atom(node, 'commandType') !== update) continue;
    if (has(node.fields.get('returningList'))) broken.add(inReturning);
    // Statements within an expression are planned by themselves.
    const own = nodesIn(node.fields.get('targetList'), ({ kind }) => kind !== 'SUBLINK');
    const choices = own.filter(({ kind }) => kind.startsWith('CASE') || kind.startsWith('COALESCE'));
    if (choices.some((choice) => has(choice, ({ kind }) => kind !== 'SUBLINK'))) broken.add(inCase);
  }
  if (readsAfterWrite(top)) broken.add(readsWritten);
  return [...broken];
}

const update = '2';

function readsAfterWrite(top: TreeNode): boolean {
  const parts = [
    ...nodesIn(top.fields.get('cteList'), ({ kind }) => kind !== 'QUERY').filter(({ kind }) => kind === 'QUERY'),
    top,
  ];
  const written = new Set<string>();
  for (const part of parts) {
    const nodes = part === top ? [top, ...nodesOfMain(top)] : nodesIn(part);
    const tables = nodes.flatMap((node) => tablesRead(node));
    if (tables.some((relid) => written.has(relid))) return true;
    const target = rangeEntries(part)[Number(atom(part, 'resultRelation')) - 1];
    if (target) written.add(atom(target, 'relid'));
  }
  return false;
}

/** The nodes of a statement without its WITH. */
function nodesOfMain(top: TreeNode): TreeNode[] {
  return [...top.fields].flatMap(([name, values]) => (name === 'cteList' ? [] : nodesIn(values)));
}

/** The tables that a query reads: all that it names but the one that it writes. */
function tablesRead(node: TreeNode): string[] {
  if (node.kind !== 'QUERY') return [];
  const target = Number(atom(node, 'resultRelation')) - 1;
  const tables = rangeEntries(node).flatMap((entry, position) => (position === target ? [] : [atom(entry, 'relid')]));
  return tables.filter((relid) => relid !== '' && relid !== '0');
}

function rangeEntries(node: TreeNode): TreeNode[] {
  return nodesIn(node.fields.get('rtable'), ({ kind }) => !kind.startsWith('RANGETBLENTRY')).filter(({ kind }) =>
    kind.startsWith('RANGETBLENTRY'),
  );
}

async function parsed(sql: Sql, text: string): Promise<TreeNode> {
  const tree = await sql.begin(async (tx) => {
    await tx.unsafe(`prepare checked as ${text}`);
    const [types] = await tx.unsafe<{ list: string }[]>(
      `select array_to_string(parameter_types, ', ') as list from pg_prepared_statements where name = 'checked'`,
    );
    await tx.unsafe('deallocate checked');
    await tx.unsafe(
      `create function public.checked(${types?.list ?? ''}) returns void language sql begin atomic ${text}; end`,
    );
    const [row] = await tx.unsafe<{ tree: string }[]>(
      `select prosqlbody::text as tree from pg_proc where proname = 'checked' and pronamespace = 'public'::regnamespace`,
    );
    await tx.unsafe('drop function public.checked');
    return row?.tree ?? '';
  });
  const [top] = nodesIn(parseNodeTree(tree));
  if (top?.kind !== 'QUERY') throw new Error(`not a statement: ${text}`);
  return top;
}

let mutable: Promise<(node: TreeNode) => boolean> | undefined;

/** Whether a node calls a function, an operator or a conversion that is not immutable. */
function mutableFunctions(sql: Sql): Promise<(node: TreeNode) => boolean> {
  mutable ??= (async () => {
    const functions = await sql<{ oid: string }[]>`select oid::text from pg_proc where provolatile <> 'i'`;
    const types = await sql<{ oid: string }[]>`
      select pg_type.oid::text from pg_type join pg_proc on pg_proc.oid in (typinput, typoutput)
      where provolatile <> 'i'`;
    const [mutableFunction, mutableType] = [functions, types].map((rows) => new Set(rows.map(({ oid }) => oid)));
    return (node: TreeNode) => {
      if (node.kind === 'SQLVALUEFUNCTION' || node.kind === 'NEXTVALUEEXPR') return true;
      if (node.kind !== 'COERCEVIAIO')
        return ['funcid', 'opfuncid'].some((name) => mutableFunction?.has(atom(node, name)));
      const [argument] = nodesIn(node.fields.get('arg'));
      const resultTypes = ['vartype', 'funcresulttype', 'opresulttype', 'consttype', 'paramtype', 'resulttype'];
      const from = argument === undefined ? [] : resultTypes.map((name) => atom(argument, name));
      return [...from, atom(node, 'resulttype')].some((oid) => mutableType?.has(oid));
    };
  })();
  return mutable;
}
