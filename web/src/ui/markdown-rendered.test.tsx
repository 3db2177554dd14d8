import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MarkdownRendered } from './markdown-rendered.tsx';

const rendered = (text: string) => renderToStaticMarkup(<MarkdownRendered>{text}</MarkdownRendered>);

describe('a text in markdown', () => {
  it('shows what it marks', () => {
    expect(rendered('**bold** and `code`')).toContain('<strong>bold</strong> and <code>code</code>');
    expect(rendered('| a | b |\n| - | - |\n| 1 | 2 |')).toContain('<td>2</td>');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<iframe src="https://example.com"></iframe>',
    '<b style="position:fixed" onclick="alert(1)">x</b>',
  ])('runs and shows nothing of %s', (text) => {
    expect(rendered(`before\n\n${text}\n\nafter`)).not.toMatch(/<(script|img|iframe|b)\b|onerror=|onclick=|style=/);
  });

  it.each([
    '[bad **one**](javascript:alert%281%29)',
    '[bad **one**](JaVaScRiPt:alert(1))',
    '[bad **one**](&#106;avascript&colon;alert(1))',
    '[bad **one**](<java\nscript:alert(1)>)',
    '[bad **one**](vbscript:x)',
    '[bad **one**](data:text/html,<script>alert(1)</script>)',
    '[bad **one**](file:///etc/passwd)',
    '[bad **one**](blob:https://example.com/x)',
    '[bad **one**](http://)',
    '[bad **one**]()',
    '[bad **one**](#)',
    '[bad **one**](#top)',
    '[bad **one**](?next=/x)',
    '[bad **one**](./file.txt)',
    '[bad **one**](../file.txt)',
    '[bad **one**](example.com/page)',
    '[bad **one**][reference]\n\n[reference]: javascript:alert(1)',
  ])('is plain text where %j is no link to follow', (text) => {
    const html = rendered(text);
    expect(html).not.toContain('<a');
    expect(html).toContain('bad ');
  });

  it.each(['<javascript:alert(1)>', '![alert](javascript:alert(1))', '![alert](data:image/png;base64,AAAA)'])(
    'is plain text where %j is no picture and no link',
    (text) => {
      expect(rendered(text)).toContain('alert');
      expect(rendered(text)).not.toMatch(/<(a|img)/);
    },
  );

  it('leads to mails and calls in the same tab', () => {
    expect(rendered('[call](tel:+123)')).toContain('<a href="tel:+123">call</a>');
    expect(rendered('[write](mailto:a@example.com)')).toContain('<a href="mailto:a@example.com">write</a>');
    expect(rendered('<a@example.com>')).toContain('<a href="mailto:a@example.com">a@example.com</a>');
  });

  it('keeps the lines as they were typed', () => {
    expect(rendered('Flat 3\n12 Long Road\nTown')).toContain('<p>Flat 3<br/>\n12 Long Road<br/>\nTown</p>');
    expect(rendered('خانه\r\nکوچه')).toMatch(/خانه<br\/>\s*کوچه/);
    expect(rendered('- one\n  more\n- two')).toMatch(/<li>one<br\/>\s*more<\/li>/);
    expect(rendered('> one\n> two')).toMatch(/one<br\/>\s*two/);
    expect(rendered('one\n\ntwo')).not.toContain('<br');
  });

  it('asks no other server for a picture, and says where its links lead', () => {
    const picture = rendered('![a cat](https://example.com/cat.png)');
    expect(picture).not.toContain('<img');
    expect(picture).toContain(
      '<a href="https://example.com/cat.png" target="_blank" rel="noopener noreferrer">a cat</a>',
    );
    expect(rendered('[task](/tasks/1)')).toContain('<a href="/tasks/1">task</a>');
  });

  it('has footnotes of its own beside other texts', () => {
    const [one, two] = ['a', 'b'].map((prefix) =>
      renderToStaticMarkup(<MarkdownRendered>{'Text[^1]\n\n[^1]: Note'}</MarkdownRendered>, {
        identifierPrefix: prefix,
      }),
    );
    const target = /href="#([^"]+)"/.exec(one ?? '')?.[1];
    expect(one).toContain(`<li id="${target}">`);
    expect(two).not.toContain(target);
  });
});
