/** A node of PostgreSQL's parsed form of a statement (`pg_node_tree`): its kind and its fields by name. */
export interface TreeNode {
  readonly kind: string;
  readonly fields: ReadonlyMap<string, readonly TreeValue[]>;
}
type TreeValue = string | TreeNode | readonly TreeValue[];

/** Parses the text form: `{KIND :field value …}`, `(list)`, atoms. */
export function parseNodeTree(text: string): TreeValue {
  const tokens = text.match(/[{}()]|(?:\\.|[^\s{}()\\])+/g) ?? [];
  let position = 0;
  const next = () => tokens[position++] ?? '';
  const peek = () => tokens[position] ?? '}';

  function value(): TreeValue {
    const token = next();
    if (token === '{') return node();
    if (token !== '(') return token;
    const items: TreeValue[] = [];
    while (peek() !== ')') items.push(value());
    next();
    return items;
  }

  function node(): TreeNode {
    const kind = next();
    const fields = new Map<string, TreeValue[]>();
    while (peek() !== '}') {
      const name = next().slice(1);
      const values: TreeValue[] = [];
      while (peek() !== '}' && !/^:[a-z]/i.test(peek())) values.push(value());
      fields.set(name, values);
    }
    next();
    return { kind, fields };
  }

  return value();
}

/** All nodes within a value, itself included, in order. `enters` says whether to look inside of a node. */
export function nodesIn(
  value: TreeValue | readonly TreeValue[] | undefined,
  enters: (node: TreeNode) => boolean = () => true,
): TreeNode[] {
  if (value === undefined || typeof value === 'string') return [];
  if (!isNode(value)) return value.flatMap((item) => nodesIn(item, enters));
  if (!enters(value)) return [value];
  return [value, ...[...value.fields.values()].flatMap((values) => nodesIn(values, enters))];
}

function isNode(value: TreeNode | readonly TreeValue[]): value is TreeNode {
  return 'kind' in value;
}

/** The first atom of a field: a number, a name. */
export function atom(node: TreeNode, field: string): string {
  const [first] = node.fields.get(field) ?? [];
  return typeof first === 'string' ? first : '';
}
