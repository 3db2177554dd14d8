import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type HouseRules, modulesOnDisk, readImports, roomsOnDisk, violations } from './imports.ts';

const root = new URL('../..', import.meta.url).pathname;
const modules = ['auth', 'teams', 'projects', 'tasks', 'notifications'];

/** Who may use whom. The order of the modules is their order: nothing points back. */
const rules: HouseRules = {
  modules,
  assemblers: ['composition'],
  house: {
    platform: [],
    auth: ['platform'],
    teams: ['platform', 'auth'],
    projects: ['platform', 'auth', 'teams'],
    tasks: ['platform', 'auth', 'teams', 'projects'],
    notifications: ['platform', 'auth', 'teams', 'projects', 'tasks'],
    composition: ['platform', ...modules],
    main: ['platform', 'composition'],
    commands: ['platform', 'composition', 'main', 'auth'],
    cli: ['platform', 'commands'],
    web: [],
  },
  onlyIn: {
    'drizzle-orm': ['src/platform/database/drizzle.ts'],
    lucia: ['src/modules/auth/sessions/lucia-sessions.ts'],
    oslo: ['src/modules/auth/oslo.ts'],
    // Its tables are made by the stronger role, beside our own migrations.
    'pg-boss': ['src/platform/jobs/queue.ts', 'src/platform/database/provision.ts'],
  },
};

describe('the house', () => {
  it('has the rooms that the table names, and no other', () => {
    const named = Object.keys(rules.house).filter((room) => room !== 'web');
    expect(roomsOnDisk(root)).toEqual(named.toSorted());
    expect(modulesOnDisk(root)).toEqual(modules.toSorted());
  });

  it('keeps its rules in every import', async () => {
    const imports = await readImports(root, ['src', 'web/src']);
    expect(imports.length).toBeGreaterThan(500);
    expect(violations(imports, rules)).toEqual([]);
  });
});

describe('the rules', () => {
  const planted: Record<string, string> = {
    'src/platform/a.ts': 'export const a = 1;',
    'src/platform/uses-module.ts': `import type { T } from '#modules/auth'; export type U = T;`,
    'src/modules/auth/contract.ts': 'export type T = string; export const c = 1;',
    'src/modules/auth/inside.ts': 'export const inside = 1; export type Inside = number;',
    'src/modules/auth/upward.ts': `import { c } from '#modules/teams'; export const d = c;`,
    'src/modules/teams/contract.ts': 'export const c = 2;',
    'src/modules/teams/allowed.ts': `import { c } from '#modules/auth'; import { a } from '#platform/a.ts'; export const b = [a, c];`,
    'src/modules/teams/static.ts': `import { inside } from '../auth/inside.ts'; export const x = inside;`,
    'src/modules/teams/types.ts': `import type { Inside } from '../auth/inside.ts'; export type X = Inside;`,
    'src/modules/teams/dynamic.ts': `export const x = () => import('../auth/inside.ts');`,
    'src/modules/teams/relative.ts': `import { c } from '../auth/contract.ts'; export const x = c;`,
    'src/composition/reaches-in.ts': `import { inside } from '../modules/auth/inside.ts'; export const x = inside;`,
    'web/src/reaches-over.ts': `import { a } from '../../src/platform/a.ts'; export const x = a;`,
    'package.json': JSON.stringify({
      type: 'module',
      imports: { '#modules/*': './src/modules/*/contract.ts', '#platform/*': './src/platform/*' },
    }),
  };

  it('find each planted violation, and nothing else', async () => {
    const house = mkdtempSync(join(tmpdir(), 'taskuno-house-'));
    for (const [path, text] of Object.entries(planted)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    const found = violations(await readImports(house, ['src', 'web']), rules);
    rmSync(house, { recursive: true });
    expect(found.toSorted()).toEqual([
      'src/composition/reaches-in.ts → ../modules/auth/inside.ts: of a module, composition may use contract.ts and module.ts',
      'src/modules/auth/upward.ts → #modules/teams: auth may not use teams',
      'src/modules/teams/dynamic.ts → ../auth/inside.ts: others reach a module by #modules/auth alone',
      'src/modules/teams/relative.ts → ../auth/contract.ts: others reach a module by #modules/auth alone',
      'src/modules/teams/static.ts → ../auth/inside.ts: others reach a module by #modules/auth alone',
      'src/modules/teams/types.ts → ../auth/inside.ts: others reach a module by #modules/auth alone',
      'src/platform/uses-module.ts → #modules/auth: platform may not use auth',
      'web/src/reaches-over.ts → ../../src/platform/a.ts: web may not use platform',
    ]);
  });
});
