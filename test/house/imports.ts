import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

/** One import as it stands in a file: static, for types alone, or dynamic. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly to: string;
  /** Whether it is erased: `import type`. */
  readonly isType: boolean;
}

/** Every import below the folders of a root, types and dynamic ones too. Paths are relative to the root. */
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

/** A room of the house: a module, the platform, or the files that put it together. */
export function roomOf(path: string): string {
  const [top, second, third] = path.split('/');
  if (top !== 'src') return top ?? '';
  if (second === 'modules') return third ?? '';
  return (second ?? '').replace(/\.ts$/, '');
}

/** Whom each room may use, itself aside. A room that is not named here does not exist. */
export type House = Readonly<Record<string, readonly string[]>>;

export interface HouseRules {
  readonly house: House;
  readonly modules: readonly string[];
  /** Rooms that put the modules together: they alone see a module's assembly. */
  readonly assemblers: readonly string[];
  /** Packages that these files alone touch, so that a successor replaces little. */
  readonly onlyIn: Readonly<Record<string, readonly string[]>>;
}

/** What breaks the rules, a line each; empty where the house is in order. */
export function violations(imports: readonly Import[], rules: HouseRules): string[] {
  return imports.flatMap((entry) => broken(entry, rules).map((why) => `${entry.from} → ${entry.specifier}: ${why}`));
}

function broken(entry: Import, { house, modules, assemblers, onlyIn }: HouseRules): string[] {
  const { from, specifier, to } = entry;
  const [room, target] = [roomOf(from), roomOf(to)];
  const owners = onlyIn[packageOf(to) ?? ''];
  if (owners && !owners.includes(from) && !isTest(from)) return [`only ${owners.join(' and ')} may use this package`];
  if (isTest(from)) return [];
  if (isTest(to)) return ['what tests are made of is for tests alone'];
  if ((!to.startsWith('src/') && !to.startsWith('web/')) || room === target) return [];
  if (!(house[room] ?? []).includes(target)) return [`${room} may not use ${target}`];
  if (!modules.includes(target)) return [];
  if (assemblers.includes(room)) {
    const isDoor = to === `src/modules/${target}/contract.ts` || to === `src/modules/${target}/module.ts`;
    return isDoor ? [] : [`of a module, ${room} may use contract.ts and module.ts`];
  }
  return specifier === `#modules/${target}` ? [] : [`others reach a module by #modules/${target} alone`];
}

function packageOf(path: string): string | undefined {
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return name ?? undefined;
}

export function isTest(path: string): boolean {
  return path.startsWith('test/') || path.startsWith('web/test/') || /\.test\.tsx?$/.test(path);
}

/** The rooms that stand on disk: what the table must name. */
export function roomsOnDisk(root: string): string[] {
  const top = readdirSync(join(root, 'src'), { withFileTypes: true });
  const rooms = top.filter((entry) => entry.name !== 'modules').map(({ name }) => name.replace(/\.ts$/, ''));
  return [...rooms, ...modulesOnDisk(root)].toSorted();
}

export function modulesOnDisk(root: string): string[] {
  return readdirSync(join(root, 'src/modules')).toSorted();
}
