/** Which module serves a public path. */
export interface RouteTable {
  /** Null for a path that no module has. */
  moduleOf(path: string): string | null;
}

interface Node {
  readonly literals: Map<string, Node>;
  param: Node | null;
  module: string | null;
}

/**
 * Creates the table from the modules' paths: `/tasks/{id}` with `/api/v1` before it.
 * @throws Error if two modules have one path: all its methods must be served by one of them.
 */
export function createRouteTable(paths: Iterable<{ readonly path: string; readonly module: string }>): RouteTable {
  const root = newNode();
  for (const { path, module } of paths) {
    let node = root;
    for (const segment of path.split('/')) node = childFor(node, segment);
    if (node.module !== null && node.module !== module) {
      throw new Error(`${path} belongs to ${node.module} and to ${module}`);
    }
    node.module = module;
  }
  return { moduleOf: (path) => find(root, path.split('/'), 0) };
}

function newNode(): Node {
  return { literals: new Map(), param: null, module: null };
}

function childFor(node: Node, segment: string): Node {
  if (segment.startsWith('{')) return (node.param ??= newNode());
  const child = node.literals.get(segment) ?? newNode();
  node.literals.set(segment, child);
  return child;
}

/** A literal segment comes before a parameter. */
function find(node: Node, segments: readonly string[], at: number): string | null {
  const segment = segments[at];
  if (segment === undefined) return node.module;
  const literal = node.literals.get(segment);
  const module = literal ? find(literal, segments, at + 1) : null;
  return module ?? (node.param && segment !== '' ? find(node.param, segments, at + 1) : null);
}
