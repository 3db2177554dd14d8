import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlainBoard, type PlainCard, plainCard, samples } from '../../../../test/files/import-samples.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../test/harness/reply-types.ts';
import { importFormats } from '../contract.ts';

// A strange value never fails a whole file, and every import ends, whatever the file contains. All formats are tested.

let test: TestApp;
let work: Workspace;
let boards = 0;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

type Format = (typeof importFormats)[number];

async function bring(format: Format, content: string | Uint8Array<ArrayBuffer>) {
  const form = new FormData();
  form.set('format', format);
  form.set('teamId', work.teamId);
  form.set('file', new Blob([content]), samples[format].filename);
  const queuedReply = await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, { raw: form });
  expect(queuedReply.status, JSON.stringify(queuedReply.body)).toBe(202);
  // A failing job that would be retried is an error in these tests.
  await test.settled();
  return (await work.owner.get(`/imports/${queuedReply.body.id}`)).body;
}

async function bringBoard(format: Format, plain: PlainBoard) {
  boards += 1;
  return bring(format, samples[format].file(plain, boards));
}

const oddities = {
  'a NUL': 'a\0b',
  'control characters': 'a\u0007\u001b[31m\u0085\u007f',
  'half a surrogate': '\ud83d',
  'halves the wrong way round': '\udc00\ud800',
  'a lone half at the end': `${'x'.repeat(254)}\ud83d`,
  'an emoji on the edge of 60': `${'x'.repeat(59)}😀😀`,
  'an emoji on the edge of 100': `${'x'.repeat(99)}😀😀`,
  'an emoji on the edge of 255': `${'x'.repeat(254)}😀😀`,
  'families without end': '👨‍👩‍👧‍👦'.repeat(600),
  'one letter without end': `e${'\u0301'.repeat(2_000)}`,
  nothing: '',
  'spaces and joiners': ' \u200b\u200d\u2060\ufeff ',
  'line breaks': 'a\r\nb\rc\u2028d',
  'turned text': '\u202egnp.exe\u2066',
  Persian: 'می‌خواهم ۱۲۳',
  'a very long text': 'word '.repeat(30_000),
  'what means something to SQL, JSON or HTML': `'; drop table task; -- \\u0000 {"a":1} <img src=x onerror=alert(1)>`,
  'the names of object members': '__proto__',
  'another such name': 'constructor',
} as const;

describe.each(importFormats)('%s: a board with', (format) => {
  it.each(Object.entries(oddities))('%s in every text comes in whole', async (_what, odd) => {
    const done = await bringBoard(format, {
      name: odd,
      lists: [odd, `Good ${boards}`],
      labels: [odd, `Good ${boards}`],
      people: [odd, 'Good'],
      cards: [
        plainCard(odd, {
          description: odd,
          labels: [0, 1],
          people: [0, 1],
          due: odd,
          checklist: odd,
          items: [odd, 'Good'],
          comments: [odd, 'Good'],
        }),
        plainCard('Good', { list: 1, items: ['Good'], comments: ['Good'] }),
      ],
    });
    expect(done.status, JSON.stringify(done.report)).toBe('done');
    expect(done.report.created.tasks).toBe(2);
    expect(done.report.created.checklistItems).toBe(3);
    expect(done.report.created.comments).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(done).isWellFormed()).toBe(true);
  });

  it('many cards and items without position are imported in the order of the file', async () => {
    const titles = Array.from({ length: 150 }, (_, i) => `Unplaced ${i}`);
    const done = await bringBoard(format, {
      name: 'Unplaced',
      lists: [`Unplaced ${boards}`],
      labels: [],
      people: [],
      cards: titles.map((title, i) => plainCard(title, { items: i === 0 ? titles : [] })),
    });
    expect(done).toMatchObject({
      status: 'done',
      report: { created: { tasks: 150, checklistItems: 150 }, problems: [] },
    });
    const tasks = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=Unplaced&sort=rank&limit=200`)).body.items;
    expect(tasks.map(({ title }) => title)).toEqual(titles);
  });
});

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  // Strings of arbitrary 16-bit units, including lone surrogates.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  { weight: 2, arbitrary: fc.constantFrom(...Object.values(oddities)) },
);
const few = <Value>(value: fc.Arbitrary<Value>, maxLength = 4) => fc.array(value, { maxLength });
const plainCards: fc.Arbitrary<PlainCard> = fc.record({
  title: text,
  description: text,
  list: fc.nat(5),
  labels: few(fc.nat(5)),
  people: few(fc.nat(5)),
  due: fc.option(
    fc.oneof(
      text,
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    ),
  ),
  position: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  checklist: text,
  items: few(text),
  comments: few(text),
});
const plainBoards: fc.Arbitrary<PlainBoard> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 20 }),
  lists: fc.array(text, { minLength: 1, maxLength: 4 }),
  labels: few(text),
  people: few(text),
  cards: few(plainCards, 6),
});

/** Values that may replace any value of a file. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 1e-320, '', '\0', '\ud800', [], {}, [[]], { toString: 1 }),
  text,
  fc.jsonValue({ maxDepth: 3 }),
);
const damages = few(fc.tuple(fc.nat(), odd), 6);

/** Replaces values of a document, counted in document order. */
function damage(json: string, changes: readonly (readonly [number, unknown])[]): string {
  let count = 0;
  JSON.parse(json, (_key, value: unknown) => {
    count += 1;
    return value;
  });
  const byPlace = new Map(changes.map(([index, value]) => [index % count, value]));
  let at = -1;
  const changed: unknown = JSON.parse(json, (_key, value: unknown) => {
    at += 1;
    return byPlace.has(at) ? byPlace.get(at) : value;
  });
  return JSON.stringify(changed);
}

const numRuns = Number(process.env['IMPORT_FUZZ_RUNS'] ?? 10);
const slowMs = 30_000 + numRuns * 1_000;

describe.each(importFormats)('%s: whatever is in the file,', (format) => {
  it(
    'each of its cards comes in',
    async () => {
      const property = fc.asyncProperty(plainBoards, async (plain) => {
        const done = await bringBoard(format, plain);
        expect(done.status, JSON.stringify(done.report)).toBe('done');
        const items = plain.cards.reduce((sum, card) => sum + card.items.length, 0);
        expect(done.report.created).toMatchObject({ tasks: plain.cards.length, checklistItems: items });
        const comments = plain.cards.reduce((sum, card) => sum + card.comments.length, 0);
        const empty = done.report.problems.filter(({ code }) => code === 'empty').length;
        expect(done.report.created.comments + empty).toBe(comments);
      });
      await fc.assert(property, { numRuns });
    },
    slowMs,
  );

  it(
    'odd values in any place of it are left out and told, and it ends',
    async () => {
      const property = fc.asyncProperty(plainBoards, damages, async (plain, changes) => {
        boards += 1;
        const file = damage(samples[format].file(plain, boards), changes);
        const first = await bring(format, file);
        expectEnded(first);
        if (first.status !== 'done') return;
        const secondImport = await bring(format, file);
        expect(secondImport).toMatchObject({
          status: 'done',
          report: { created: { tasks: 0, comments: 0, checklistItems: 0 } },
        });
      });
      await fc.assert(property, { numRuns });
    },
    slowMs,
  );

  it(
    'bytes of it that are cut off or spoilt do not keep it from ending',
    async () => {
      const spoilt = fc.record({ cut: fc.option(fc.nat()), bytes: few(fc.tuple(fc.nat(), fc.nat(255))) });
      const property = fc.asyncProperty(plainBoards, spoilt, async (plain, { cut, bytes }) => {
        boards += 1;
        const whole = new TextEncoder().encode(samples[format].file(plain, boards));
        for (const [index, byte] of bytes) whole[index % whole.length] = byte;
        expectEnded(await bring(format, cut === null ? whole : whole.slice(0, cut % whole.length)));
      });
      await fc.assert(property, { numRuns });
    },
    slowMs,
  );
});

/** Done, or failed because of the file with nothing written. */
function expectEnded(ended: BodyOf<'get', '/imports/{id}'>): void {
  expect(['done', 'failed']).toContain(ended.status);
  expect(ended.finishedAt).not.toBeNull();
  if (ended.status === 'done') return;
  expect(ended.report.problems[0]).toMatchObject({
    code: expect.not.stringMatching(/^internal$/),
    reason: expect.any(String),
  });
  expect(ended.report.created).toMatchObject({ tasks: 0, comments: 0, checklistItems: 0, labels: 0, statuses: 0 });
}
