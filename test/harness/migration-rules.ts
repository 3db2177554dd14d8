import { statementsOf } from '#platform/database/migrations.ts';

// What a distributed database (Citus) refuses in a migration.

const severalInOne = 'has several statements without --> statement-breakpoint between them';
const qualified = 'names columns with their table in a CHECK that is added';
const severalParts = 'adds a constraint together with other changes in one ALTER TABLE; divide it';
const trigger = 'creates a trigger; write what it does in the statements that change the table';

/** The rules that a migration breaks. */
export function brokenMigrationRules(text: string): string[] {
  const broken = new Set<string>();
  for (const part of statementsOf({ text })) {
    const statements = masked(part)
      .split(';')
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '');
    if (statements.length > 1) broken.add(severalInOne);
    for (const statement of statements) {
      if (/^create (?:or replace )?(?:constraint )?trigger\b/i.test(statement)) broken.add(trigger);
      if (!/^alter table\b/i.test(statement) || !/\badd constraint\b/i.test(statement)) continue;
      if (/\bcheck\b.*"\."/is.test(statement)) broken.add(qualified);
      if (withoutParentheses(statement).includes(',')) broken.add(severalParts);
    }
  }
  return [...broken];
}

/** Without comments, and with empty texts and bodies. */
function masked(sql: string): string {
  return sql.replaceAll(/--[^\n]*|\/\*.*?\*\/|'(?:[^']|'')*'|(\$\w*\$).*?\1/gs, (found) =>
    found.startsWith('--') || found.startsWith('/*') ? '' : "''",
  );
}

function withoutParentheses(text: string): string {
  const inner = text.replaceAll(/\([^()]*\)/g, '');
  return inner === text ? text : withoutParentheses(inner);
}
