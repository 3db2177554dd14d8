import { describe, expect, it } from 'vitest';
import { subjectOf } from './render.ts';
import { text } from '#platform/texts.ts';

describe('a text', () => {
  it('writes numbers in the digits of its language, and words as they are', () => {
    expect(text('fa', 'mail', 'import-finished.body', { tasks: 1204 })).toContain('۱٬۲۰۴');
    expect(text('en', 'mail', 'import-finished.body', { tasks: 1204 })).toContain('1,204');
    expect(text('fa', 'mail', 'import-finished.title', { filename: '2024' })).toContain('\u20682024\u2069');
  });
});

describe('the subject of a mail', () => {
  it.each([
    ['en', 'Paint the fence', 'ENG-1: Paint the fence'],
    ['en', 'رنگ حصار', 'ENG-1: \u2068رنگ حصار\u2069'],
    ['en', '\u202Eecnef eht', 'ENG-1: \u2068\u202Eecnef eht\u2069'],
    ['fa', 'رنگ حصار', '\u2068ENG-1\u2069: \u2068رنگ حصار\u2069'],
  ])('in %s keeps %j from turning what is around it', (locale, title, subject) => {
    expect(subjectOf('task-assigned', locale, { key: 'ENG-1', title })).toBe(subject);
  });
});
