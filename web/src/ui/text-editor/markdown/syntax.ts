import type { Root, Text } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { gfmTaskListItemToMarkdown } from 'mdast-util-gfm-task-list-item';
import { type Info, type Options, type State, toMarkdown } from 'mdast-util-to-markdown';
import { gfm } from 'micromark-extension-gfm';

/** The syntax tree of a Markdown text, as the reader's view parses it. */
export function parseMarkdown(source: string): Root {
  return fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

const options: Options = {
  bullet: '-',
  bulletOther: '*',
  rule: '-',
  listItemIndent: 'one',
  handlers: { text: writtenText },
  // Not the extension for addresses: it writes `https\://` so that they are no links.
  extensions: [
    gfmStrikethroughToMarkdown(),
    gfmTableToMarkdown({ tablePipeAlign: false }),
    gfmTaskListItemToMarkdown(),
  ],
};

/** The Markdown of a syntax tree, without a line break at its end. */
export function writeMarkdown(root: Root): string {
  return toMarkdown(root, options).replace(/\n$/, '');
}

const address = /((?:https?:\/\/|www\.)[^\s<>]*[^\s<>?!.,:*_~'"()[\]])/;

/** Escapes what would be read as a mark, except in addresses, and underscores within words. */
function writtenText({ value }: Text, _parent: unknown, state: State, info: Info): string {
  const parts = value.split(address);
  return parts
    .map((part, index) => {
      if (part === '' || index % 2 === 1) return part;
      const before = index === 0 ? info.before : (parts[index - 1] ?? '').slice(-1);
      const after = index === parts.length - 1 ? info.after : (parts[index + 1] ?? '').slice(0, 1);
      return state.safe(part, { ...info, before, after }).replaceAll(/(?<=[\p{L}\p{N}])\\_(?=[\p{L}\p{N}])/gu, '_');
    })
    .join('');
}
