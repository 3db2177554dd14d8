import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { brokenMigrationRules } from '../harness/migration-rules.ts';

/**
 * Migrations that no database meets once it is distributed: they are older than that is possible. The triggers are
 * removed when it is distributed.
 */
const earlier: Readonly<Record<string, number>> = {
  'tasks/0003_series_and_purges.sql': 1,
  'tasks/0006_tallies.sql': 1,
  'tasks/0010_reminders.sql': 1,
};

describe('migrations', () => {
  it('contain nothing that a distributed database refuses', () => {
    const files = readdirSync('migrations', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.sql'),
    );
    expect(files.length).toBeGreaterThan(40);
    const broken = files.flatMap((name) => {
      const rules = brokenMigrationRules(readFileSync(`migrations/${name}`, 'utf8'));
      return rules.length === (earlier[name] ?? 0) ? [] : [{ name, rules }];
    });
    expect(broken).toEqual([]);
  });

  it('would be refused with several statements in one, constraints beside other changes, or triggers', () => {
    expect(brokenMigrationRules('CREATE TABLE a (b int); CREATE TABLE c (d text);')).toHaveLength(1);
    expect(
      brokenMigrationRules('ALTER TABLE "a"."b" DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (d in (1, 2));'),
    ).toHaveLength(1);
    expect(brokenMigrationRules('CREATE TRIGGER a AFTER INSERT ON b EXECUTE FUNCTION c();')).toHaveLength(1);
    expect(brokenMigrationRules(`ALTER TABLE "a"."b" ADD CONSTRAINT c CHECK ("a"."b"."d" in ('x; y', 'z'));`)).toEqual(
      [],
    );
    expect(brokenMigrationRules(`CREATE FUNCTION a() AS $body$ BEGIN x; y; END $body$; -- no; more`)).toEqual([]);
  });
});
