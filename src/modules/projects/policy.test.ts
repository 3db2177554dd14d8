import { describe, expect, it } from 'vitest';
import type { UserId } from '#platform/ids.ts';
import { mayChangeProject } from './policy.ts';

const [lead, other] = ['018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002'] as UserId[];

describe('a project may be changed', () => {
  it.each([
    ['owner', other, true],
    ['admin', other, true],
    ['member', other, false],
    ['member', lead, true],
    ['guest', lead, false],
    ['member', null, false],
  ] as const)('by %s who is %s: %s', (role, userId, expected) => {
    const isAdmin = role === 'owner' || role === 'admin';
    expect(mayChangeProject({ role, isAdmin }, { leadId: lead ?? null }, userId ?? null)).toBe(expected);
  });

  it('not by an actor without an account if it has no lead', () => {
    expect(mayChangeProject({ role: 'member', isAdmin: false }, { leadId: null }, null)).toBe(false);
  });
});
