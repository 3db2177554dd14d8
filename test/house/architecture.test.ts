import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HouseRules, type Import, modulesOnDisk, readImports, roomsOnDisk, violations } from './imports.ts';
import { cyclesOf, foldersWithLayers, impurePolicies, layersIn, layerViolations } from './layers.ts';

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
    lucia: ['src/modules/auth/session/lucia-sessions.ts'],
    oslo: ['src/modules/auth/oslo.ts'],
    // Its tables are made by the stronger role, beside our own migrations.
    'pg-boss': ['src/platform/jobs/queue.ts', 'src/platform/database/provision.ts'],
  },
};

/** The imports of a tree of files that is written for it alone. */
async function importsOfTree(files: Readonly<Record<string, string>>): Promise<Import[]> {
  const house = mkdtempSync(join(tmpdir(), 'taskuno-house-'));
  for (const folder of ['src', 'web']) mkdirSync(join(house, folder));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
  const imports = await readImports(house, ['src', 'web']);
  rmSync(house, { recursive: true });
  return imports;
}

const packageJson = JSON.stringify({
  type: 'module',
  imports: { '#modules/*': './src/modules/*/contract.ts', '#platform/*': './src/platform/*' },
});

describe('the house', () => {
  let imports: readonly Import[] = [];
  beforeAll(async () => {
    imports = await readImports(root, ['src', 'web/src']);
  });

  it('has the rooms that the table names, and no other', () => {
    const named = Object.keys(rules.house).filter((room) => room !== 'web');
    expect(roomsOnDisk(root)).toEqual(named.toSorted());
    expect(modulesOnDisk(root)).toEqual(modules.toSorted());
  });

  it('keeps its rules in every import', () => {
    expect(imports.length).toBeGreaterThan(500);
    expect(violations(imports, rules)).toEqual([]);
  });

  it('has no cycle of files or folders', () => {
    expect(cyclesOf(imports)).toEqual({});
  });

  it.each([...foldersWithLayers(root)])(
    '%s has the layers that %s lists, and every import goes down',
    (folder, readme) => {
      const layers = layersIn(readFileSync(join(root, readme), 'utf8'));
      expect(layers.length).toBeGreaterThan(1);
      expect(layerViolations(imports, folder, layers, readme)).toEqual([]);
    },
  );

  it('has policies that import types alone', () => {
    expect(impurePolicies(imports)).toEqual([]);
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
    'web/src/api/uses-stand-in.ts': `import { reply } from '../../test/stand-in.ts'; export const x = reply;`,
    'web/src/api/client.test.ts': `import { reply } from '../../test/stand-in.ts'; export const x = reply;`,
    'web/test/stand-in.ts': 'export const reply = 1;',
    'package.json': packageJson,
  };

  it('find each planted violation, and nothing else', async () => {
    const results = violations(await importsOfTree(planted), rules);
    expect(results.toSorted()).toEqual([
      'src/composition/reaches-in.ts → ../modules/auth/inside.ts: of a module, composition may use contract.ts and module.ts',
      'src/modules/auth/upward.ts → #modules/teams: auth may not use teams',
      'src/modules/teams/dynamic.ts → ../auth/inside.ts: others reach a module by #modules/auth alone',
      'src/modules/teams/relative.ts → ../auth/contract.ts: others reach a module by #modules/auth alone',
      'src/modules/teams/static.ts → ../auth/inside.ts: others reach a module by #modules/auth alone',
      'src/modules/teams/types.ts → ../auth/inside.ts: others reach a module by #modules/auth alone',
      'src/platform/uses-module.ts → #modules/auth: platform may not use auth',
      'web/src/api/uses-stand-in.ts → ../../test/stand-in.ts: what tests are made of is for tests alone',
      'web/src/reaches-over.ts → ../../src/platform/a.ts: web may not use platform',
    ]);
  });
});

describe('cycles and layers', () => {
  const uses = (...paths: string[]) => paths.map((path, index) => `export * as a${index} from '${path}';`).join('\n');
  const usesType = (path: string) => `import type * as types from '${path}'; export type T = typeof types;`;
  const leaf = 'export const leaf = 1;';

  it('find each planted cycle, of files and of folders, of types and of values', async () => {
    const planted = await importsOfTree({
      'package.json': packageJson,
      // Two files, one of them asking for types alone.
      'src/modules/auth/sessions/a.ts': uses('./b.ts'),
      'src/modules/auth/sessions/b.ts': usesType('./a.ts'),
      // Three folders without a cycle of files.
      'src/modules/teams/x/one.ts': uses('../y/one.ts'),
      'src/modules/teams/x/two.ts': leaf,
      'src/modules/teams/y/one.ts': leaf,
      'src/modules/teams/y/two.ts': usesType('../z/one.ts'),
      'src/modules/teams/z/one.ts': "export const later = () => import('../x/two.ts');",
      // A file in the root of a module, and a folder.
      'src/modules/tasks/context.ts': usesType('./lists/row.ts'),
      'src/modules/tasks/lists/list.ts': usesType('../context.ts'),
      'src/modules/tasks/lists/row.ts': leaf,
      // By the alias, deeper below, and two cycles in one folder.
      'src/platform/http/deep/a.ts': uses('#platform/jobs/a.ts'),
      'src/platform/http/b.ts': leaf,
      'src/platform/jobs/a.ts': leaf,
      'src/platform/jobs/b.ts': uses('../http/b.ts'),
      'src/platform/clock.ts': usesType('./errors.ts'),
      'src/platform/errors.ts': usesType('./clock.ts'),
      'web/src/features/board/a.tsx': uses('../list/a.tsx'),
      'web/src/features/list/a.tsx': leaf,
      'web/src/features/list/b.tsx': uses('../board/b.ts'),
      'web/src/features/board/b.ts': leaf,
      // No cycle: a test may use what uses its subject.
      'src/modules/projects/project/row.ts': leaf,
      'src/modules/projects/project/row.test.ts': uses('../projects/list.ts'),
      'src/modules/projects/projects/list.ts': uses('../project/row.ts'),
    });
    expect(cyclesOf(planted)).toEqual({
      'src/modules/auth/sessions': [['a.ts', 'b.ts']],
      'src/modules/tasks': [['context.ts', 'lists']],
      'src/modules/teams': [['x', 'y', 'z']],
      'src/platform': [
        ['clock.ts', 'errors.ts'],
        ['http', 'jobs'],
      ],
      'web/src/features': [['board', 'list']],
    });
  });

  it('find each import that does not go down the layers of the README', async () => {
    const readme = [
      '# teams',
      '',
      'Layers, lowest first; a line uses those before it alone:',
      '',
      '1. `contract.ts`, `schema.ts`: tables, and what `member/` is not',
      '2. `member/`',
      '3. `gone/`',
      '4. `members/`, `teams/`',
      '',
      '5. `after/`: in no list any more',
      '',
    ].join('\n');
    const planted = await importsOfTree({
      'package.json': packageJson,
      'src/modules/teams/contract.ts': leaf,
      'src/modules/teams/schema.ts': uses('./contract.ts'),
      'src/modules/teams/member/row.ts': uses('../schema.ts', '../../auth/contract.ts'),
      'src/modules/teams/member/up.ts': usesType('../members/list.ts'),
      'src/modules/teams/members/list.ts': uses('../contract.ts'),
      'src/modules/teams/members/list.test.ts': uses('../teams/beside.ts'),
      'src/modules/teams/teams/beside.ts': uses('../members/list.ts', '../member/row.ts'),
      'src/modules/teams/module.ts': uses('./teams/beside.ts'),
      'src/modules/auth/contract.ts': leaf,
    });
    expect(layersIn(readme)).toEqual([['contract.ts', 'schema.ts'], ['member/'], ['gone/'], ['members/', 'teams/']]);
    expect(layerViolations(planted, 'src/modules/teams', layersIn(readme))).toEqual([
      'src/modules/teams/README.md does not list module.ts',
      'src/modules/teams/README.md lists gone/, which is not there',
      'src/modules/teams/member/up.ts → src/modules/teams/members/list.ts: members/ is not below member/',
      'src/modules/teams/schema.ts → src/modules/teams/contract.ts: contract.ts is not below schema.ts',
      'src/modules/teams/teams/beside.ts → src/modules/teams/members/list.ts: members/ is not below teams/',
    ]);
  });

  it('find each import that does not go down the layers of the browser app', async () => {
    const planted = await importsOfTree({
      'package.json': packageJson,
      'web/src/lib/words.ts': leaf,
      'web/src/lib/upward.ts': usesType('../data/tasks/queries.ts'),
      'web/src/ui/button.tsx': uses('../lib/words.ts'),
      'web/src/data/tasks/queries.ts': uses('../../lib/words.ts'),
      'web/src/data/boards/views.ts': uses('../tasks/queries.ts'),
      'web/src/features/board/page.tsx': uses(
        '../../data/boards/views.ts',
        '../../ui/button.tsx',
        '../../app/title.ts',
      ),
      'web/src/app/title.ts': leaf,
    });
    const layers = layersIn('Layers, lowest first:\n\n1. `lib/`\n2. `ui/`\n3. `data/`\n4. `features/`\n5. `app/`\n');
    expect(layerViolations(planted, 'web/src', layers, 'web/README.md')).toEqual([
      'web/src/features/board/page.tsx → web/src/app/title.ts: app/ is not below features/',
      'web/src/lib/upward.ts → web/src/data/tasks/queries.ts: data/ is not below lib/',
    ]);
    expect(layerViolations(planted, 'web/src/data', [['boards/'], ['tasks/']])).toEqual([
      'web/src/data/boards/views.ts → web/src/data/tasks/queries.ts: tasks/ is not below boards/',
    ]);
  });

  it('find a policy that imports more than types', async () => {
    const planted = await importsOfTree({
      'package.json': packageJson,
      'src/platform/ids.ts': 'export const id = 1; export type Id = string;',
      'src/modules/auth/user/rules.ts': `import type { Id } from '#platform/ids.ts'; export type X = Id;`,
      'src/modules/teams/policy.ts': `import { id, type Id } from '#platform/ids.ts'; export const x: Id = String(id);`,
      'src/modules/teams/policy.test.ts': `import { id } from '#platform/ids.ts'; export const x = id;`,
    });
    expect(impurePolicies(planted)).toEqual(['src/modules/teams/policy.ts → #platform/ids.ts']);
  });
});
