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

  it.each(['[x](javascript:alert(1))', '[x](data:text/html,<script>alert(1)</script>)', '<javascript:alert(1)>'])(
    'follows no link of %s',
    (text) => {
      expect(rendered(text)).not.toMatch(/href="(javascript|data):/);
    },
  );

  it('asks no other server for a picture, and says where its links lead', () => {
    const picture = rendered('![a cat](https://example.com/cat.png)');
    expect(picture).not.toContain('<img');
    expect(picture).toContain(
      '<a href="https://example.com/cat.png" target="_blank" rel="noopener noreferrer">a cat</a>',
    );
    expect(rendered('[home](//example.com)')).toContain('rel="noopener noreferrer"');
    expect(rendered('[task](/tasks/1)')).toContain('<a href="/tasks/1">task</a>');
  });
});
