import { describe, expect, it } from 'vitest';
import type { Field } from '../../api/types.ts';
import { withCondition, conditionText, type FieldFilter, fieldFilterOf, fieldFilterText } from './field-filter.ts';

describe('a filter by a team’s own fields', () => {
  it.each<[string | undefined, FieldFilter]>([
    [undefined, {}],
    ['{"a":"x","b":5}', { a: 'x', b: 5 }],
    ['{"a":{"from":1,"to":5}}', { a: { from: 1, to: 5 } }],
    ['{"a":{"from":"2026-01-01"}}', { a: { from: '2026-01-01' } }],
    ['{"a":{"contains":"x"}}', { a: { contains: 'x' } }],
    ['{"a":{"contains":1},"b":{"contains":"x","from":1}}', {}],
    ['{"a":{"above":1},"b":[1],"c":null,"d":true}', {}],
    ['{"a":', {}],
    ['"a"', {}],
  ])('reads %s from the address, and nothing where it can’t be understood', (text, filter) => {
    expect(fieldFilterOf(text)).toEqual(filter);
    expect(fieldFilterOf(fieldFilterText(filter))).toEqual(filter);
  });

  it.each<[string | number | object | undefined, FieldFilter]>([
    ['y', { a: 'y', b: 5 }],
    [{ from: 2 }, { a: { from: 2 }, b: 5 }],
    [{ contains: 'y' }, { a: { contains: 'y' }, b: 5 }],
    [{ contains: ' ' }, { b: 5 }],
    ['', { b: 5 }],
    [{}, { b: 5 }],
    [undefined, { b: 5 }],
  ])('asks %j of one field and leaves the others', (wanted, expected) => {
    expect(withCondition({ a: 'x', b: 5 }, 'a', wanted as FieldFilter[string])).toEqual(expected);
  });

  it('stands in no address when it asks nothing', () => {
    expect(fieldFilterText({})).toBeUndefined();
  });

  const field = { id: 'a', options: [{ id: 'won', name: 'Won' }] } as Field;
  const sara = { userId: 'sara', user: { id: 'sara', username: 'sara', name: 'Sara', email: '', avatarUrl: null } };
  const dateFormat = { language: 'en', calendar: 'gregorian', timeZone: 'UTC' } as const;
  it.each<[FieldFilter[string], string]>([
    ['won', 'Won'],
    ['sara', 'Sara'],
    ['anything else', 'anything else'],
    [{ contains: 'part of it' }, 'part of it'],
    [{ from: 5, to: 10 }, '5 – 10'],
    [{ to: '2026-11-30' }, '… – 30 Nov'],
  ])('is said as people read it: %j', (wanted, text) => {
    const now = new Date('2026-11-21T12:00:00Z');
    expect(conditionText(field, wanted, { members: [sara], dateFormat, now })).toBe(text);
  });
});
