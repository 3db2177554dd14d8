import type { AlignType, BlockContent, List, ListItem, PhrasingContent, Root, TableRow } from 'mdast';
import type { Mark, Node } from 'prosemirror-model';

/** The syntax tree of blocks. What is empty and Markdown does not have is left out: paragraphs, items with a checkbox. */
export function toTree(blocks: readonly Node[]): Root {
  return { type: 'root', children: contentOf(blocks) };
}

function contentOf(blocks: readonly Node[]): BlockContent[] {
  return blocks.flatMap((block) => {
    const content = blockOf(block);
    const isEmpty = (content.type === 'paragraph' || content.type === 'list') && content.children.length === 0;
    return isEmpty ? [] : [content];
  });
}

function blockOf(node: Node): BlockContent {
  const { attrs } = node;
  switch (node.type.name) {
    case 'heading':
      return { type: 'heading', depth: attrs['level'], children: lineOf(node) };
    case 'rule':
      return { type: 'thematicBreak' };
    case 'code_block':
      return { type: 'code', lang: attrs['lang'], meta: attrs['meta'], value: node.textContent };
    case 'source_block':
      return { type: 'html', value: node.textContent };
    case 'blockquote':
      return { type: 'blockquote', children: contentOf(node.children) };
    case 'bullet_list':
      return { type: 'list', ordered: false, spread: attrs['spread'], children: node.children.flatMap(itemOf) };
    case 'ordered_list': {
      const { start, spread } = attrs;
      return { type: 'list', ordered: true, start, spread, children: node.children.flatMap(itemOf) };
    }
    case 'table':
      return { type: 'table', align: alignmentsOf(node), children: node.children.map(rowOf) };
    default:
      return { type: 'paragraph', children: lineOf(node) };
  }
}

function itemOf({ attrs, children }: Node): ListItem[] {
  const { checked, spread } = attrs;
  const content = contentOf(children).flatMap((block, index, all) =>
    block.type === 'list' && !spread && all[index - 1]?.type === 'paragraph' ? withoutUnderline(block) : [block],
  );
  return checked !== null && content.length === 0 ? [] : [{ type: 'listItem', checked, spread, children: content }];
}

/** A list right below a line cannot begin with an empty item: its sign would underline the line as a heading. */
function withoutUnderline(list: List): List[] {
  const first = list.children.findIndex(({ children }) => children.length > 0);
  return first < 0 ? [] : [{ ...list, children: list.children.slice(first) }];
}

function alignmentsOf(table: Node): AlignType[] {
  return table.child(0).children.map(({ attrs }) => attrs['align'] as AlignType);
}

function rowOf(row: Node): TableRow {
  return {
    type: 'tableRow',
    children: row.children.map((cell) => ({ type: 'tableCell', children: lineOf(cell.child(0)) })),
  };
}

/** Content with the marks that are not yet part of the tree. */
interface Run {
  readonly content: PhrasingContent;
  readonly marks: readonly Mark[];
}

function lineOf(block: Node): PhrasingContent[] {
  return wrapped(withoutOuterSpace(block.children.map(runOf)));
}

function runOf(node: Node): Run {
  const { attrs, type, marks } = node;
  const isCode = marks.some((mark) => mark.type.name === 'code');
  const content = (): PhrasingContent => {
    switch (type.name) {
      case 'image':
        return { type: 'image', url: attrs['src'], alt: attrs['alt'], title: attrs['title'] };
      case 'line_break':
        return attrs['hard'] ? { type: 'break' } : { type: 'text', value: '\n' };
      case 'source_inline':
        return { type: 'html', value: attrs['source'] };
      default:
        return { type: isCode ? 'inlineCode' : 'text', value: node.text ?? '' };
    }
  };
  return { content: content(), marks: marks.filter((mark) => mark.type.name !== 'code') };
}

/**
 * Without the spaces around lines, which Markdown drops, and the line breaks around the text. A line break after
 * another is a hard one: an empty line would end the paragraph.
 */
function withoutOuterSpace(runs: readonly Run[]): readonly Run[] {
  const result: Run[] = [];
  const isBreak = (run: Run | undefined) =>
    run?.content.type === 'break' || (run?.content.type === 'text' && run.content.value === '\n');
  const trimEnd = () => {
    for (let last = result.at(-1); last?.content.type === 'text' && !isBreak(last); last = result.at(-1)) {
      const value = last.content.value.replace(/[ \t]+$/, '');
      result.pop();
      if (value === '') continue;
      result.push({ ...last, content: { type: 'text', value } });
      return;
    }
  };
  for (const run of runs) {
    const isAtStart = result.length === 0;
    const isAfterBreak = isAtStart || isBreak(result.at(-1));
    if (isBreak(run)) {
      trimEnd();
      if (result.length === 0) continue;
      result.push(isBreak(result.at(-1)) ? { ...run, content: { type: 'break' } } : run);
    } else if (isAfterBreak && run.content.type === 'text') {
      const value = run.content.value.replace(/^[ \t]+/, '');
      if (value !== '') result.push({ ...run, content: { type: 'text', value } });
    } else result.push(run);
  }
  trimEnd();
  while (isBreak(result.at(-1))) result.pop();
  return result;
}

/** Turns marks into nodes: of those that begin at one place, the longest is the outermost. */
function wrapped(runs: readonly Run[]): PhrasingContent[] {
  const result: PhrasingContent[] = [];
  const add = (content: PhrasingContent) => {
    const last = result.at(-1);
    if (content.type === 'text' && last?.type === 'text') last.value += content.value;
    else result.push({ ...content });
  };
  for (let index = 0; index < runs.length;) {
    const [outer, end] = outermost(runs, index);
    const group = runs.slice(index, end);
    index = end;
    if (outer === null) group.forEach(({ content }) => add(content));
    else {
      const inner = group.map(({ content, marks }) => ({ content, marks: marks.filter((mark) => !mark.eq(outer)) }));
      const [before, core, after] = withoutMarkedSpace(wrapped(inner));
      if (before !== '') add({ type: 'text', value: before });
      if (core.length > 0) add(nodeOf(outer, core));
      if (after !== '') add({ type: 'text', value: after });
    }
  }
  return result;
}

function outermost(runs: readonly Run[], start: number): [Mark | null, end: number] {
  let best: [Mark | null, number] = [null, start + 1];
  for (const mark of runs[start]?.marks ?? []) {
    let end = start + 1;
    while (runs[end]?.marks.some((other) => other.eq(mark))) end += 1;
    if (best[0] === null || end > best[1]) best = [mark, end];
  }
  return best;
}

/** Space at the edges of a mark moves outside: `**bold **text` would not be bold. */
function withoutMarkedSpace(content: PhrasingContent[]): [before: string, core: PhrasingContent[], after: string] {
  const core = [...content];
  const first = core[0];
  let before = '';
  if (first?.type === 'text') {
    const value = first.value.trimStart();
    before = first.value.slice(0, first.value.length - value.length);
    core.splice(0, 1, ...(value === '' ? [] : [{ ...first, value }]));
  }
  const last = core.at(-1);
  let after = '';
  if (last?.type === 'text') {
    const value = last.value.trimEnd();
    after = last.value.slice(value.length);
    core.splice(-1, 1, ...(value === '' ? [] : [{ ...last, value }]));
  }
  return [before, core, after];
}

function nodeOf(mark: Mark, children: PhrasingContent[]): PhrasingContent {
  const name = mark.type.name;
  if (name === 'link') return { type: 'link', url: mark.attrs['href'], title: mark.attrs['title'], children };
  return { type: name === 'strong' || name === 'delete' ? name : 'emphasis', children };
}
