import { describe, expect, it } from 'vitest';
import { directionOf, isolate } from './bidi.ts';

describe('a name in a sentence', () => {
  it('is held apart where it runs the other way', () => {
    expect(isolate('سارا', 'en')).toBe('\u2068سارا\u2069');
    expect(isolate('Sara', 'fa')).toBe('\u2068Sara\u2069');
    expect(isolate('ENG-42', 'fa')).toBe('\u2068ENG-42\u2069');
  });

  it('is left as it is where it runs the sentence’s own way', () => {
    expect(isolate('Sara', 'en')).toBe('Sara');
    expect(isolate('سارا', 'fa')).toBe('سارا');
    expect(isolate('۱۲', 'fa')).toBe('۱۲');
  });
});

describe('the direction of what was written', () => {
  it('is that of its first letter', () => {
    expect(directionOf('Read this: متن')).toBe('ltr');
    expect(directionOf('متن: read this')).toBe('rtl');
    expect(directionOf('12 – «متن»')).toBe('rtl');
    expect(directionOf('42!')).toBe('ltr');
  });

  it('is not that of a task’s key before it', () => {
    expect(directionOf('PRD-3: به‌روزرسانی React')).toBe('rtl');
    expect(directionOf('PRD-3: Update React')).toBe('ltr');
  });
});
