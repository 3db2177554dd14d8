import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

/** One import of a file: static, dynamic, or of types only. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly to: string;
  /** `import type`. */
  readonly isType: boolean;
}

/** Every import of the files in these folders, type and dynamic imports included. Paths are relative to the root. */
export async function readImports(root: string, folders: readonly string[]): Promise<Import[]> {
  const { output } = await cruise([...folders], {
    baseDir: root,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.css'],
    },
  });
  return (output as ICruiseResult).modules.flatMap((module) =>
    module.dependencies.map(({ module: specifier, resolved, dependencyTypes }) => ({
      from: module.source,
      specifier,
      to: resolved,
      isType: dependencyTypes.includes('type-only'),
    })),
  );
}

/** The part of the source that a file belongs to: a module, or the folder or file directly in `src`; else the top folder. */
function partOf(path: string): string {
  const [top, second, third] = path.split('/');
  if (top !== 'src') return top ?? '';
  if (second === 'modules') return third ?? '';
  return (second ?? '').replace(/\.ts$/, '');
}

/** The parts that each part may import, itself aside. Every part has an entry. */
export type AllowedImports = Readonly<Record<string, readonly string[]>>;

export interface ImportRules {
  readonly allowed: AllowedImports;
  readonly modules: readonly string[];
  /** Parts that wire the modules together. Only they import `module.ts`. */
  readonly assemblers: readonly string[];
  /** Packages that only these files import, so that replacing the package changes few files. */
  readonly onlyIn: Readonly<Record<string, readonly string[]>>;
}

/** The forbidden imports, one line each. */
export function violations(imports: readonly Import[], rules: ImportRules): string[] {
  return imports.flatMap((entry) => reasons(entry, rules).map((why) => `${entry.from} → ${entry.specifier}: ${why}`));
}

function reasons(entry: Import, { allowed, modules, assemblers, onlyIn }: ImportRules): string[] {
  const { from, specifier, to } = entry;
  const [part, target] = [partOf(from), partOf(to)];
  const owners = onlyIn[packageOf(to) ?? ''];
  if (owners && !owners.includes(from) && !isTest(from)) return [`only ${owners.join(' and ')} may use this package`];
  if (isTest(from)) return [];
  if (isTest(to)) return ['only tests may import test code'];
  // The server and the browser app share the texts.
  const isCode = to.startsWith('src/') || (to.startsWith('web/') && !to.startsWith('web/texts/'));
  if (!isCode || part === target) return [];
  if (!(allowed[part] ?? []).includes(target)) return [`${part} may not use ${target}`];
  if (!modules.includes(target)) return [];
  if (assemblers.includes(part)) {
    const isPublic = to === `src/modules/${target}/contract.ts` || to === `src/modules/${target}/module.ts`;
    return isPublic ? [] : [`of a module, ${part} may use contract.ts and module.ts`];
  }
  return specifier === `#modules/${target}` ? [] : [`import a module only as #modules/${target}`];
}

function packageOf(path: string): string | undefined {
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return name ?? undefined;
}

export function isTest(path: string): boolean {
  return path.startsWith('test/') || path.startsWith('web/test/') || /\.test\.tsx?$/.test(path);
}

/** The parts that exist on disk. */
export function partsOnDisk(root: string): string[] {
  const top = readdirSync(join(root, 'src'), { withFileTypes: true });
  const parts = top.filter((entry) => entry.name !== 'modules').map(({ name }) => name.replace(/\.ts$/, ''));
  return [...parts, ...modulesOnDisk(root)].toSorted();
}

export function modulesOnDisk(root: string): string[] {
  return readdirSync(join(root, 'src/modules')).toSorted();
}
