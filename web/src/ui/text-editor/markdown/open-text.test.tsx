import { tests } from 'commonmark-spec';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { micromark } from 'micromark';
import type { Node } from 'prosemirror-model';
import { EditorState, type Transaction } from 'prosemirror-state';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MarkdownRendered } from '../../markdown-rendered.tsx';
import { openText } from './open-text.ts';
import { schema } from './schema.ts';
import { writeMarkdown } from './syntax.ts';
import { toTree } from './to-tree.ts';

const standardExamples = tests.map(({ markdown, number }) => ({
  name: `CommonMark ${number}`,
  source: markdown.replaceAll('→', '\t'),
}));

/** Each extension of GitHub's Markdown, in the ways in which people write it. */
const githubExamples = [
  '| foo | bar |\n| --- | --- |\n| baz | bim |',
  '| abc | defghi |\n:-: | -----------:\nbar | baz',
  '| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |',
  '| abc | def |\n| --- | --- |\n| bar | baz |\n> bar',
  '| abc | def |\n| --- | --- |\n| bar | baz |\nbar\n\nbar',
  '| abc | def |\n| --- |\n| bar |',
  '| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |',
  '| abc | def |\n| --- | --- |',
  '| نام | کار |\n| ---: | :--- |\n| سارا | `ENG-1` |',
  '| a | b |\n| - | - |\n| one<br>two | |',
  '- [ ] foo\n- [x] bar',
  '- [x] foo\n  - [ ] bar\n  - [x] baz\n- [ ] bim',
  '1. [ ] one\n2. two\n3. [X] three',
  '- [ ] one\n\n- [x] two\n\n  more',
  '~~Hi~~ Hello, ~there~ world!',
  'This ~~has a\n\nnew paragraph~~.',
  'This will ~~~not~~~ strike.',
  'www.commonmark.org',
  'Visit www.commonmark.org/help for more information.',
  'Visit www.commonmark.org.\n\nVisit www.commonmark.org/a.b.',
  'www.google.com/search?q=Markup+(business)\n\n(www.google.com/search?q=Markup+(business))',
  'www.google.com/search?q=commonmark&hl=en\n\nwww.google.com/search?q=commonmark&hl;',
  'http://commonmark.org\n\n(Visit https://encrypted.google.com/search?q=Markup+(business))',
  'https://example.com/a_b_c/_d*e and https\\://example.com',
  'foo@bar.baz\n\nhello@mail+xyz.example is not valid, but hello+xyz@mail.example is.',
  'A note[^1] and another[^longer].\n\n[^1]: The first.\n\n[^longer]: The second,\n    with more.',
  '<title> <style>\n\n<blockquote>\n  <xmp> is filtered.\n</blockquote>',
].map((source, index) => ({ name: `GFM ${index + 1}`, source }));

const examples = [...standardExamples, ...githubExamples];

const html = (source: string) =>
  micromark(source, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  }).trim();
const read = (source: string) =>
  renderToStaticMarkup(<MarkdownRendered>{source}</MarkdownRendered>).replaceAll(/\s*<br\/>\s*/g, '<br/>');

/** The text after a change in the editor. */
function edited(source: string, change: (transaction: Transaction) => Transaction): string {
  const { document, write } = openText(source);
  const state = EditorState.create({ doc: document });
  const { text, isExact } = write(state.apply(change(state.tr)).doc);
  expect(isExact).toBe(true);
  return text;
}
const paragraph = (text: string): Node => schema.node('paragraph', null, schema.text(text));
const item = (...content: Node[]) =>
  schema.node('list_item', null, content.length > 0 ? content : [schema.node('paragraph')]);
const checkItem = () => schema.node('list_item', { checked: false }, [schema.node('paragraph')]);
const list = (...items: Node[]) => schema.node('bullet_list', null, items);
const typeAt = (words: string, text: string) => (source: string) =>
  edited(source, (transaction) => {
    let at = -1;
    transaction.doc.descendants((node, pos) => {
      const index = node.isText ? (node.text?.indexOf(words) ?? -1) : -1;
      if (index >= 0 && at < 0) at = pos + index + words.length;
    });
    return transaction.insertText(text, at);
  });

describe('Markdown that is edited as a document', () => {
  const opened = examples.map(({ name, source }) => ({ name, source, ...openText(source) }));

  it('stays byte for byte if nothing is changed, in all examples of the specifications', () => {
    const changed = opened.filter(
      ({ source, document, write }) => write(schema.nodeFromJSON(document.toJSON())).text !== source,
    );
    expect(changed).toEqual([]);
    expect(standardExamples).toHaveLength(652);
  });

  it('reads the same if every block is written anew', () => {
    const altered = opened.filter(({ source, document }) => {
      const written = writeMarkdown(toTree(document.children));
      return html(written) !== html(source) && read(written) !== read(source);
    });
    expect(altered).toEqual([]);
  });

  it('reads the same before a paragraph that is added, or says that it does not', () => {
    const outcomes = opened.map(({ name, source, document, write }) => {
      const { text, isExact } = write(document.copy(document.content.addToEnd(paragraph('Added.'))));
      const isKept = text.startsWith(source.trimEnd()) || html(text).startsWith(html(source));
      return [name, isExact, isKept];
    });
    expect(outcomes.filter(([, isExact, isKept]) => !(isExact && isKept))).toEqual([['CommonMark 173', false, true]]);
  });

  it.each([
    [
      'words',
      '# Plan\nTalk to *Sara*\n\n* one\n* two\n',
      typeAt('Talk', ' again'),
      '# Plan\nTalk again to *Sara*\n\n* one\n* two\n',
    ],
    ['lists as they were written', '+ one\n+ two\n\nEnd', typeAt('End', '!'), '+ one\n+ two\n\nEnd!'],
    ['line breaks as typed', 'one\ntwo  \nthree\\\nfour', typeAt('four', '!'), 'one\ntwo\\\nthree\\\nfour!'],
    ['names with underscores', 'see my_old_file', typeAt('see', ' the'), 'see the my_old_file'],
    ['addresses', 'at https://example.com/_a_*b', typeAt('at', ' last'), 'at last https://example.com/_a_*b'],
    [
      'marks that were typed as text',
      'x',
      typeAt('x', ' *y* [z](w) <b> # & `c`'),
      'x \\*y\\* \\[z]\\(w) \\<b> # & \\`c\\`',
    ],
    ['mentions and keys', 'for @ali and', typeAt('and', ' ENG-42'), 'for @ali and ENG-42'],
    ['lines of Windows in what was not touched', 'a\r\nb\r\n\r\nc\r\n', typeAt('c', '!'), 'a\r\nb\r\n\r\nc!\r\n'],
    ['Persian', '## طرح\n\n- [ ] نیم‌فاصله', typeAt('طرح', ' نو'), '## طرح نو\n\n- [ ] نیم‌فاصله'],
    [
      'HTML as it is written',
      '<b>x</b>\n\n<details>\nmore\n</details>',
      typeAt('x', 'y'),
      '<b>xy</b>\n\n<details>\nmore\n</details>',
    ],
  ])('keeps %s', (_, source, change, expected) => {
    expect(change(source)).toBe(expected);
  });

  it.each([
    ['an item with a checkbox', '* [ ] one', [checkItem()], '- [ ] one'],
    ['a checklist', 'One', [list(checkItem())], 'One'],
    ['the first item within another', '* one', [item(paragraph('two'), list(item(), item()))], '- one\n- two'],
    [
      'an item before another within one',
      '* one',
      [item(paragraph('two'), list(item(), item(paragraph('three'))))],
      '- one\n- two\n  - three',
    ],
  ])('leaves out %s that is empty, and keeps the other blocks', (_, last, added, expected) => {
    const around = 'Title\n=====\n\n__bold__\n\n';
    expect(
      edited(`${around}${last}`, (transaction) => {
        const isItem = added[0]?.type === schema.nodes.list_item;
        return transaction.insert(transaction.doc.content.size - (isItem ? 1 : 0), added);
      }),
    ).toBe(`${around}${expected}`);
  });

  it('keeps an item without a text of its own above others, which are edited as a list', () => {
    const source = edited('- a\n  - b', (transaction) => transaction.delete(3, 4));
    expect(source).toBe('- - b');
    expect(openText(source).document.child(0).type).toBe(schema.nodes.bullet_list);
  });

  it('keeps the bytes of other blocks beside one that Markdown cannot express', () => {
    const named = schema.node('list_item', { checked: false }, [schema.node('paragraph'), list(item(paragraph('b')))]);
    const { document, write } = openText('Title\n=====');
    expect(write(document.copy(document.content.addToEnd(list(named))))).toEqual({
      text: 'Title\n=====\n\n- - b',
      isExact: false,
    });
  });

  it('separates what would run together', () => {
    const two = edited('- one\n\nmiddle\n\n- two', (transaction) => {
      const start = transaction.doc.child(0).nodeSize;
      return transaction.delete(start, start + transaction.doc.child(1).nodeSize);
    });
    expect(read(two).match(/<ul/g)).toHaveLength(2);
  });

  it('says when Markdown cannot express a document', () => {
    const { write } = openText('x');
    const doc = schema.node('doc', null, [
      schema.node('source_block', null, schema.text('<!-- open')),
      paragraph('lost'),
    ]);
    expect(write(doc).isExact).toBe(false);
  });

  it('drops empty paragraphs and the space around lines', () => {
    const doc = schema.node('doc', null, [paragraph(' a '), schema.node('paragraph'), paragraph('b')]);
    expect(openText('').write(doc)).toEqual({ text: 'a\n\nb', isExact: true });
  });
});
