import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isFlagOn, unsetFlag } from './evaluate.ts';

const organizations = Array.from({ length: 2_000 }, () => randomUUID());
const onAt = (name: string, percentage: number) =>
  organizations.filter((id) => isFlagOn(name, { ...unsetFlag, percentage }, id));

describe('a flag', () => {
  it('is on for everyone until it is set', () => {
    expect(organizations.every((id) => isFlagOn('webhooks', unsetFlag, id))).toBe(true);
  });

  it('is on for its share of organizations, the same ones each time, and for more when the share grows', () => {
    const some = onAt('webhooks', 20);
    expect(some.length).toBeGreaterThan(300);
    expect(some.length).toBeLessThan(500);
    expect(onAt('webhooks', 20)).toEqual(some);
    const more = new Set(onAt('webhooks', 30));
    expect(some.every((id) => more.has(id))).toBe(true);
    expect(onAt('webhooks', 0)).toEqual([]);
    expect(onAt('webhooks', 100)).toEqual(organizations);
  });

  it('chooses other organizations than another flag', () => {
    const imports = new Set(onAt('imports', 50));
    const both = onAt('webhooks', 50).filter((id) => imports.has(id));
    expect(both.length).toBeGreaterThan(400);
    expect(both.length).toBeLessThan(600);
  });

  it('obeys the state of an organization of its own first', () => {
    const [id = ''] = organizations;
    expect(isFlagOn('x', { state: 'off', percentage: 100, organizations: { [id]: 'on' } }, id)).toBe(true);
    expect(isFlagOn('x', { state: 'on', percentage: 100, organizations: { [id]: 'off' } }, id)).toBe(false);
    expect(isFlagOn('x', { state: 'off', percentage: 100, organizations: {} }, id)).toBe(false);
  });
});
