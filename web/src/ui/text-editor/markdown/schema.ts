import { Schema, type Attrs, type DOMOutputSpec } from 'prosemirror-model';
import { tableNodes } from 'prosemirror-tables';

const alignments = ['left', 'right', 'center'];

const { table, table_row, table_cell, table_header } = tableNodes({
  tableGroup: 'block',
  cellContent: 'paragraph',
  cellAttributes: {
    align: {
      default: null,
      getFromDOM: ({ style }) => alignments.find((one) => one === style.textAlign) ?? null,
      setDOMAttr: (value, attrs) => {
        if (typeof value === 'string') attrs['style'] = `text-align: ${value}`;
      },
    },
  },
});

/** The nodes and marks of a text: those of CommonMark and GitHub's tables, strikethrough and checklists. */
export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { content: 'inline*', group: 'block', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
    heading: {
      attrs: { level: { default: 1 } },
      content: 'inline*',
      group: 'block',
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
      toDOM: ({ attrs }) => [`h${attrs['level']}`, 0],
    },
    blockquote: {
      content: 'block+',
      group: 'block',
      defining: true,
      parseDOM: [{ tag: 'blockquote' }],
      toDOM: () => ['blockquote', 0],
    },
    // `spread`: with empty lines between its parts.
    bullet_list: {
      attrs: { spread: { default: false } },
      content: 'list_item+',
      group: 'block',
      parseDOM: [{ tag: 'ul' }],
      toDOM: () => ['ul', 0],
    },
    ordered_list: {
      attrs: { start: { default: 1 }, spread: { default: false } },
      content: 'list_item+',
      group: 'block',
      parseDOM: [{ tag: 'ol', getAttrs: (list) => ({ start: Number(list.getAttribute('start') ?? 1) }) }],
      toDOM: ({ attrs }) => ['ol', { start: attrs['start'] }, 0],
    },
    // `checked`: null without a checkbox.
    list_item: {
      attrs: { checked: { default: null }, spread: { default: false } },
      content: 'paragraph block*',
      defining: true,
      parseDOM: [{ tag: 'li', getAttrs: pastedItem }],
      toDOM: () => ['li', 0],
    },
    code_block: {
      attrs: { lang: { default: null }, meta: { default: null } },
      content: 'text*',
      marks: '',
      group: 'block',
      code: true,
      defining: true,
      parseDOM: [{ tag: 'pre', preserveWhitespace: 'full' }],
      toDOM: (): DOMOutputSpec => ['pre', ['code', 0]],
    },
    // Markdown that this editor does not format is edited as it is written.
    source_block: {
      content: 'text*',
      marks: '',
      group: 'block',
      code: true,
      defining: true,
      toDOM: (): DOMOutputSpec => ['pre', { class: 'source-block' }, ['code', 0]],
    },
    rule: { group: 'block', parseDOM: [{ tag: 'hr' }], toDOM: () => ['hr'] },
    table,
    table_row,
    table_cell,
    table_header,
    text: { group: 'inline' },
    image: {
      attrs: { src: {}, alt: { default: '' }, title: { default: null } },
      inline: true,
      group: 'inline',
      draggable: true,
      toDOM: ({ attrs }) => ['img', imageAttributes(attrs)],
      parseDOM: [{ tag: 'img[src]', getAttrs: pastedImage }],
    },
    // `hard`: written as a line break of CommonMark, not just as a new line.
    line_break: {
      attrs: { hard: { default: false } },
      inline: true,
      group: 'inline',
      selectable: false,
      linebreakReplacement: true,
      parseDOM: [{ tag: 'br' }],
      toDOM: () => ['br'],
    },
    source_inline: {
      attrs: { source: {} },
      inline: true,
      group: 'inline',
      atom: true,
      toDOM: ({ attrs }) => ['code', { class: 'source-inline' }, String(attrs['source'])],
    },
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [
        {
          tag: 'a[href]',
          getAttrs: (link) => ({ href: link.getAttribute('href'), title: link.getAttribute('title') }),
        },
      ],
      toDOM: ({ attrs }) => ['a', { href: attrs['href'], title: attrs['title'] }, 0],
    },
    emphasis: {
      parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }],
      toDOM: () => ['em', 0],
    },
    strong: {
      parseDOM: [{ tag: 'strong' }, { tag: 'b', getAttrs: (b) => b.style.fontWeight !== 'normal' && null }],
      toDOM: () => ['strong', 0],
    },
    delete: { parseDOM: [{ tag: 'del' }, { tag: 's' }], toDOM: () => ['del', 0] },
    code: { code: true, parseDOM: [{ tag: 'code' }], toDOM: () => ['code', 0] },
  },
});

function imageAttributes({ src, alt, title }: Attrs) {
  return { src, alt, title };
}

function pastedImage(image: HTMLElement): Attrs {
  return {
    src: image.getAttribute('src'),
    alt: image.getAttribute('alt') ?? '',
    title: image.getAttribute('title'),
  };
}

function pastedItem(item: HTMLElement): Attrs {
  const box = item.querySelector<HTMLInputElement>(':scope > input[type=checkbox], :scope > p > input[type=checkbox]');
  return { checked: box?.hasAttribute('checked') ?? null };
}
