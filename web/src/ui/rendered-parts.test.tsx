import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MarkdownRendered } from './markdown-rendered.tsx';
import { withTick } from './rendered-parts.ts';
import { referencesIn, type TextReferences, TextReferencesContext } from './text-references.ts';

const references: TextReferences = {
  personNamed: (username) => (username === 'sara.k' ? 'Sara' : null),
  taskTitled: (key) => (key === 'ENG-42' ? 'Fix it' : null),
  person: (username) => <i>{username}</i>,
  task: (key) => <b>{key}</b>,
  suggest: () => Promise.resolve([]),
};
const rendered = (text: string) =>
  renderToStaticMarkup(
    <TextReferencesContext value={references}>
      <MarkdownRendered>{text}</MarkdownRendered>
    </TextReferencesContext>,
  );

describe('references in a text', () => {
  it.each([
    ['ENG-42', ['ENG-42']],
    ['see ENG-42, and @sara.k.', ['ENG-42', 'sara.k']],
    ['(@sara.k)', ['sara.k']],
    ['برای @sara.k و ENG-42', ['sara.k', 'ENG-42']],
    ['ENG-43 @nobody a@sara.k xENG-42 ENG-42-1 ENG-421 /ENG-42', []],
  ])('of %s are %j', (text, names) => {
    expect(referencesIn(text, references).map(({ name }) => name)).toEqual(names);
  });

  it('are shown, but not in code and links', () => {
    expect(rendered('**ENG-42** for @sara.k')).toContain('<strong><b>ENG-42</b></strong> for <i>sara.k</i>');
    expect(rendered('`ENG-42` [ENG-42](/x)\n\n    @sara.k')).not.toMatch(/<[bi]>/);
  });
});

describe('a checkbox in a text', () => {
  const offsets = (text: string) =>
    [...renderToStaticMarkup(<MarkdownRendered onTick={() => undefined}>{text}</MarkdownRendered>).matchAll(/<input/g)]
      .length;

  it('ticks only where somebody may write', () => {
    expect(offsets('- [ ] one\n- [x] two')).toBe(2);
    expect(rendered('- [ ] one')).not.toContain('<input');
  });

  it('changes one character of the source', () => {
    expect(withTick('- [ ] one', 3, true)).toBe('- [x] one');
    expect(withTick('1. [X] one', 4, false)).toBe('1. [ ] one');
  });
});
