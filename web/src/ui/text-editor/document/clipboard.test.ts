import { EditorState, Selection, TextSelection } from 'prosemirror-state';
import { describe, expect, it } from 'vitest';
import { openText } from '../markdown/open-text.ts';
import { copiedText, plainText } from './clipboard.ts';

/** What is copied if the text between two words is selected, both included. */
function copied(source: string, first: string, last = first): string {
  const { document: doc } = openText(source);
  let [from, to] = [0, 0];
  doc.descendants((node, pos) => {
    const start = node.text?.indexOf(first) ?? -1;
    const end = node.text?.indexOf(last) ?? -1;
    if (start >= 0) from = pos + start;
    if (end >= 0) to = pos + end + last.length;
  });
  return copiedText(
    EditorState.create({ doc, selection: TextSelection.create(doc, from, to) }).selection.content().content,
  );
}

describe('copied text', () => {
  it.each([
    ['a command in a code block', '```sh\nrm a_b_\n```', 'rm a_b_', 'rm a_b_', 'rm a_b_'],
    ['a word of a heading', '## The plan', 'plan', 'plan', 'plan'],
    ['a name with underscores in a list', '- [ ] see a\\_b\\_ here', 'a_b_', 'a_b_', 'a_b_'],
    ['marked words on two lines', 'one **two**\nthree', 'one', 'three', 'one two\nthree'],
    ['Markdown that is edited as it is written', '<b>\n*x*', '*x*', '*x*', '*x*'],
  ])('is plain for %s', (_, source, first, last, expected) => {
    expect(copied(source, first, last)).toBe(expected);
  });

  it('is Markdown for several blocks', () => {
    expect(copied('## Plan\n\n- one\n- *two*', 'Plan', 'two')).toBe('## Plan\n\n- one\n- *two*');
  });
});

describe('pasted plain text', () => {
  const pasted = (source: string, text: string) => {
    const { document: doc, write } = openText(source);
    const { tr, selection } = EditorState.create({ doc, selection: Selection.atEnd(doc) });
    return write(tr.replaceSelection(plainText(text, selection.$from)).doc).text;
  };

  it.each([
    ['paragraphs', 'See', ' a\n\nb', 'See a\n\nb'],
    ['lines as they are', 'See:', ' *a*\r\n  - b\r\n \r\n\r\n\tc', 'See: \\*a\\*\n\\- b\n\nc'],
    ['lines behind a heading', '### See', ' a\nb', '### See a\n\nb'],
    ['one line in a table', '| x |\n| - |\n| y |', ' a\n\nb', '| x |\n| - |\n| y a b |'],
    ['lines in a list', '- x', ' a\nb', '- x a\n  b'],
  ])('is stored as %s', (_, source, text, expected) => {
    expect(pasted(source, text)).toBe(expected);
  });
});
