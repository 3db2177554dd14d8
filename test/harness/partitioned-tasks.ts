import type { Parameter, Sql } from '#platform/database/connection.ts';

const shards = 8;

/**
 * Divides the tables of tasks by organization into native partitions, which PostgreSQL leaves out of a plan by rules
 * like those of a distributed database for its shards. Unique indexes on an id alone become plain ones, as there.
 */
export async function partitionTasks(sql: Sql): Promise<void> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid and attname = 'organization_id'
    where relnamespace = 'tasks'::regnamespace and relkind = 'r'`;
  for (const { name } of tables) {
    const table = `tasks."${name}"`;
    const indexes = await sql.unsafe<{ definition: string; isUnique: boolean; hasKey: boolean }[]>(`
      select pg_get_indexdef(indexrelid) as definition, indisunique as "isUnique",
        indkey[0] = (select attnum from pg_attribute where attrelid = indrelid and attname = 'organization_id') as "hasKey"
      from pg_index where indrelid = '${table}'::regclass`);
    await sql.unsafe(`alter table ${table} rename to "${name}_whole"`);
    await sql.unsafe(`
      create table ${table} (like tasks."${name}_whole" including defaults including constraints)
      partition by hash (organization_id)`);
    for (let shard = 0; shard < shards; shard += 1) {
      await sql.unsafe(`
        create table tasks."${name}_p${shard}" partition of ${table}
        for values with (modulus ${shards}, remainder ${shard})`);
    }
    await sql.unsafe(`drop table tasks."${name}_whole" cascade`);
    for (const { definition, isUnique, hasKey } of indexes) {
      const named = definition.replaceAll(`"${name}_whole"`, `"${name}"`).replaceAll(`${name}_whole`, name);
      await sql.unsafe(isUnique && !hasKey ? named.replace('CREATE UNIQUE INDEX', 'CREATE INDEX') : named);
    }
  }
}

interface Plan {
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** How many of the partitions a statement asks. */
export async function shardsAsked(sql: Sql, text: string, parameters: readonly Parameter[]): Promise<number> {
  const [row] = await sql.unsafe<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }[]>(
    `explain (format json) ${text}`,
    [...parameters],
    { prepare: false },
  );
  const asked = new Set<string>();
  const visit = (plan: Plan) => {
    const [, shard] = /_p(\d+)$/.exec(plan['Relation Name'] ?? '') ?? [];
    if (shard !== undefined) asked.add(shard);
    plan.Plans?.forEach(visit);
  };
  row?.['QUERY PLAN'].forEach(({ Plan: plan }) => visit(plan));
  return asked.size;
}
