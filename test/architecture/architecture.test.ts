import { moduleNames } from '#platform/startup/module-names.ts';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ImportRules, type Import, modulesOnDisk, readImports, partsOnDisk, violations } from './imports.ts';
import { cyclesOf, foldersWithLayers, impurePolicies, layersIn, layerViolations } from './layers.ts';

const root = new URL('../..', import.meta.url).pathname;
const modules: string[] = [...moduleNames];

/** Which parts each part may import. Modules import only modules that come before them in `modules`. */
const rules: ImportRules = {
  modules,
  assemblers: ['composition'],
  allowed: {
    shared: [],
    platform: ['shared'],
    ...Object.fromEntries(modules.map((name, index) => [name, ['shared', 'platform', ...modules.slice(0, index)]])),
    composition: ['platform', ...modules],
    main: ['platform', 'composition'],
    commands: ['platform', 'composition', 'main', 'auth', 'teams', 'tasks'],
    cli: ['platform', 'commands'],
    web: ['shared'],
  },
  onlyIn: {
    'drizzle-orm': ['src/platform/database/drizzle.ts'],
    lucia: ['src/modules/auth/session/lucia-sessions.ts'],
    oslo: ['src/modules/auth/oslo.ts'],
    // provision.ts creates its tables with the stronger role, as migrations do.
    'pg-boss': ['src/platform/jobs/boss.ts', 'src/platform/database/provision.ts'],
  },
};

/** Writes the files to a temporary folder and reads their imports. */
async function importsOfTree(files: Readonly<Record<string, string>>): Promise<Import[]> {
  const folder = mkdtempSync(join(tmpdir(), 'taskuno-imports-'));
  for (const top of ['src', 'web']) mkdirSync(join(folder, top));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const imports = await readImports(folder, ['src', 'web']);
  rmSync(folder, { recursive: true });
  return imports;
}

const packageJson = JSON.stringify({
  type: 'module',
  imports: { '#modules/*': './src/modules/*/contract.ts', '#platform/*': './src/platform/*' },
});

describe('the source tree', () => {
  let imports: readonly Import[] = [];
  beforeAll(async () => {
    imports = await readImports(root, ['src', 'web/src']);
  });

  it('has exactly the parts that the table names', () => {
    const declaredParts = Object.keys(rules.allowed).filter((part) => part !== 'web');
    expect(partsOnDisk(root)).toEqual(declaredParts.toSorted());
    expect(modulesOnDisk(root)).toEqual(modules.toSorted());
  });

  it('has no forbidden import', () => {
    expect(imports.length).toBeGreaterThan(500);
    expect(violations(imports, rules)).toEqual([]);
  });

  it('has no cycle of files or folders', () => {
    expect(cyclesOf(imports)).toEqual({});
  });

  it.each([...foldersWithLayers(root)])('%s imports only from lower layers, as listed in %s', (folder, readme) => {
    const layers = layersIn(readFileSync(join(root, readme), 'utf8'));
    expect(layers.length).toBeGreaterThan(1);
    expect(layerViolations(imports, folder, layers, readme)).toEqual([]);
  });

  it('has policies that import only types', () => {
    expect(impurePolicies(imports)).toEqual([]);
  });
});

describe('import rules', () => {
  const plantedImports: Record<string, string> = {
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
    'web/src/api/uses-test-code.ts': `import { reply } from '../../test/stand-in.ts'; export const x = reply;`,
    'web/src/api/client.test.ts': `import { reply } from '../../test/stand-in.ts'; export const x = reply;`,
    'web/test/stand-in.ts': 'export const reply = 1;',
    'package.json': packageJson,
  };

  it('find each planted violation, and nothing else', async () => {
    const results = violations(await importsOfTree(plantedImports), rules);
    expect(results.toSorted()).toEqual([
      'src/composition/reaches-in.ts → ../modules/auth/inside.ts: of a module, composition may use contract.ts and module.ts',
      'src/modules/auth/upward.ts → #modules/teams: auth may not use teams',
      'src/modules/teams/dynamic.ts → ../auth/inside.ts: import a module only as #modules/auth',
      'src/modules/teams/relative.ts → ../auth/contract.ts: import a module only as #modules/auth',
      'src/modules/teams/static.ts → ../auth/inside.ts: import a module only as #modules/auth',
      'src/modules/teams/types.ts → ../auth/inside.ts: import a module only as #modules/auth',
      'src/platform/uses-module.ts → #modules/auth: platform may not use auth',
      'web/src/api/uses-test-code.ts → ../../test/stand-in.ts: only tests may import test code',
      'web/src/reaches-over.ts → ../../src/platform/a.ts: web may not use platform',
    ]);
  });
});

describe('cycles and layers', () => {
  const uses = (...paths: string[]) => paths.map((path, index) => `export * as a${index} from '${path}';`).join('\n');
  const usesType = (path: string) => `import type * as types from '${path}'; export type T = typeof types;`;
  const leaf = 'export const leaf = 1;';

  it('find each planted cycle, of files and of folders, of types and of values', async () => {
    const plantedImports = await importsOfTree({
      'package.json': packageJson,
      // Two files; one imports only a type.
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
      // By the alias, in nested folders, and two cycles in one folder.
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
      // No cycle: imports of tests do not count.
      'src/modules/projects/project/row.ts': leaf,
      'src/modules/projects/project/row.test.ts': uses('../projects/list.ts'),
      'src/modules/projects/projects/list.ts': uses('../project/row.ts'),
    });
    expect(cyclesOf(plantedImports)).toEqual({
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

  it('find each import that is not from a lower layer', async () => {
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
    const plantedImports = await importsOfTree({
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
    expect(layerViolations(plantedImports, 'src/modules/teams', layersIn(readme))).toEqual([
      'src/modules/teams/README.md does not list module.ts',
      'src/modules/teams/README.md lists gone/, which is not there',
      'src/modules/teams/member/up.ts → src/modules/teams/members/list.ts: members/ is not below member/',
      'src/modules/teams/schema.ts → src/modules/teams/contract.ts: contract.ts is not below schema.ts',
      'src/modules/teams/teams/beside.ts → src/modules/teams/members/list.ts: members/ is not below teams/',
    ]);
  });

  it('find each import that does not go down the layers of the browser app', async () => {
    const plantedImports = await importsOfTree({
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
    expect(layerViolations(plantedImports, 'web/src', layers, 'web/README.md')).toEqual([
      'web/src/features/board/page.tsx → web/src/app/title.ts: app/ is not below features/',
      'web/src/lib/upward.ts → web/src/data/tasks/queries.ts: data/ is not below lib/',
    ]);
    expect(layerViolations(plantedImports, 'web/src/data', [['boards/'], ['tasks/']])).toEqual([
      'web/src/data/boards/views.ts → web/src/data/tasks/queries.ts: tasks/ is not below boards/',
    ]);
  });

  it('find a policy that imports more than types', async () => {
    const plantedImports = await importsOfTree({
      'package.json': packageJson,
      'src/platform/ids.ts': 'export const id = 1; export type Id = string;',
      'src/modules/auth/user/rules.ts': `import type { Id } from '#platform/ids.ts'; export type X = Id;`,
      'src/modules/teams/policy.ts': `import { id, type Id } from '#platform/ids.ts'; export const x: Id = String(id);`,
      'src/modules/teams/policy.test.ts': `import { id } from '#platform/ids.ts'; export const x = id;`,
    });
    expect(impurePolicies(plantedImports)).toEqual(['src/modules/teams/policy.ts → #platform/ids.ts']);
  });
});
