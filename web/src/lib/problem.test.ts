import { describe, expect, it } from 'vitest';
import { problemFrom } from './problem.ts';

describe('a refusal that a server in front of ours wrote', () => {
  it.each([
    [413, 'proxy-too-large'],
    [502, 'proxy-away'],
    [503, 'proxy-away'],
    [504, 'proxy-away'],
    [403, 'unknown'],
  ])('as a page of HTML with %i is told as %s', (status, code) => {
    const page = '<html><body>nginx</body></html>';
    expect(problemFrom(page, new Response(page, { status })).code).toBe(code);
  });

  it('is not taken for ours, which have a code', () => {
    const body = { code: 'too-large', detail: 'This is too large.' };
    expect(problemFrom(body, new Response(null, { status: 413 })).code).toBe('too-large');
  });
});
