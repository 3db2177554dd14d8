import { type Import, isTest, modulesOnDisk } from './imports.ts';

/** The files and folders that import each other, by the folder they are in: `{ 'src/platform': [['context.ts', 'database']] }`. */
export type Cycles = Readonly<Record<string, readonly (readonly string[])[]>>;

/**
 * The import cycles of every folder, between the files and folders directly in it. Type imports count. A cycle of files
 * belongs to the deepest folder that contains them all. Imports of tests do not count.
 */
export function cyclesOf(imports: readonly Import[]): Cycles {
  const graphs = new Map<string, Graph>();
  for (const { from, to } of imports.filter(isOwn)) {
    const [folder, user, used] = branchesOf(from, to);
    const graph = graphs.get(folder) ?? new Map<string, Set<string>>();
    graphs.set(folder, graph);
    graph.set(user, (graph.get(user) ?? new Set()).add(used));
  }
  const cycles = [...graphs].map(([folder, graph]) => [folder, connectedIn(graph)] as const);
  return Object.fromEntries(
    cycles.filter(([, results]) => results.length > 0).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Folders below which layers are listed, and where: every module, and of the browser app those that hold more of them. */
export function foldersWithLayers(root: string): ReadonlyMap<string, string> {
  const modules = modulesOnDisk(root).map((name) => `src/modules/${name}`);
  return new Map([
    ...['src/platform', ...modules, 'web/src/data', 'web/src/features'].map(
      (folder) => [folder, `${folder}/README.md`] as const,
    ),
    ['web/src', 'web/README.md'],
  ]);
}

/** The layers that a README lists, lowest first: a numbered list of files and folders in backquotes. */
export function layersIn(readme: string): string[][] {
  const list = /^Layers, lowest first.*\n\n((?:\d+\. .*\n)+)/m.exec(readme)?.[1] ?? '';
  return list
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => namesAtStart(line));
}

/** One line for each import that is not from a lower layer, each file or folder without a layer, each layer without one. */
export function layerViolations(
  imports: readonly Import[],
  folder: string,
  layers: readonly string[][],
  readme = `${folder}/README.md`,
): string[] {
  const root = `${folder}/`;
  const layerOf = new Map(layers.flatMap((names, index) => names.map((name) => [name, index] as const)));
  const listedNames = [...layerOf.keys()];
  const own = imports.filter(({ from }) => from.startsWith(root) && !isTest(from));
  const inside = own.filter(isOwn).filter(({ to }) => to.startsWith(root));
  const present = new Set(
    [...own.map(({ from }) => from), ...inside.map(({ to }) => to)].map((path) => layerName(root, path)),
  );
  const wrong = inside.flatMap(({ from, to }) => {
    const [user, target] = [layerName(root, from), layerName(root, to)];
    const [above, below] = [layerOf.get(user), layerOf.get(target)];
    if (user === target || above === undefined || below === undefined || below < above) return [];
    return [`${from} → ${to}: ${target} is not below ${user}`];
  });
  return [
    ...wrong,
    ...[...present].filter((name) => !layerOf.has(name)).map((name) => `${readme} does not list ${name}`),
    ...listedNames.filter((name) => !present.has(name)).map((name) => `${readme} lists ${name}, which is not there`),
  ].toSorted();
}

/** Imports of policies other than `import type`: policies are pure functions. */
export function impurePolicies(imports: readonly Import[]): string[] {
  const own = imports.filter(({ from }) => /^src\/modules\/[^/]+\/policy\.ts$/.test(from));
  return own.filter(({ isType }) => !isType).map(({ from, specifier }) => `${from} → ${specifier}`);
}

type Graph = Map<string, Set<string>>;

function isOwn({ from, to }: Import): boolean {
  const isCode = /\.tsx?$/.test(to) && !to.includes('node_modules/');
  return isCode && !isTest(from) && from !== to;
}

/** The deepest folder that two paths share, and the next part of each path. */
function branchesOf(from: string, to: string): [folder: string, user: string, used: string] {
  const [user, used] = [from.split('/'), to.split('/')];
  const at = user.findIndex((part, index) => part !== used[index]);
  return [user.slice(0, at).join('/'), user[at] ?? '', used[at] ?? ''];
}

function layerName(root: string, path: string): string {
  const [first = '', ...rest] = path.slice(root.length).split('/');
  return rest.length === 0 ? first : `${first}/`;
}

function namesAtStart(line: string): string[] {
  const names = /^\d+\. ((?:`[^`]+`(?:, )?)+)/.exec(line)?.[1] ?? '';
  return [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** The strongly connected components: groups of names each of which reaches every other of its group. */
function connectedIn(graph: Graph): string[][] {
  const reach = new Map([...graph.keys()].map((name) => [name, reachedFrom(graph, name)] as const));
  const inCycle = [...reach].filter(([name, reached]) => reached.has(name)).map(([name]) => name);
  const groups = new Map<string, string[]>();
  for (const name of inCycle.toSorted()) {
    const group = inCycle.filter((other) => reach.get(name)?.has(other) && reach.get(other)?.has(name)).toSorted();
    groups.set(group.join(), group);
  }
  return [...groups.values()];
}

function reachedFrom(graph: Graph, start: string): Set<string> {
  const reached = new Set<string>();
  const waiting = [...(graph.get(start) ?? [])];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...(graph.get(name) ?? []));
  }
  return reached;
}
