import { describe, expect, it } from 'vitest';
import { mayGiveTeamRole, refuseInvite, refuseMemberChange, refuseMemberRemoval } from './policy.ts';

type Role = 'owner' | 'admin' | 'member' | 'guest';
const organizationOf = (role: Role) => ({ role, isAdmin: role === 'owner' || role === 'admin' });

describe('an invite', () => {
  it.each([
    ['owner', null, { role: 'owner' }, null],
    ['admin', null, { role: 'owner' }, 'only-owners'],
    ['admin', null, { role: 'admin' }, null],
    ['member', null, {}, 'may-not-invite'],
    ['member', 'member', {}, 'may-not-invite'],
    ['member', 'admin', {}, null],
    ['member', 'admin', { role: 'guest' }, 'may-not-invite'],
    ['member', 'admin', { role: 'owner' }, 'only-owners'],
    ['member', 'admin', { teamRole: 'owner' }, 'only-team-owners'],
    ['member', 'owner', { role: 'member', teamRole: 'owner' }, null],
  ] as const)('by %s, %s of the team, with %j: %s', (role, teamRole, asked, expected) => {
    expect(refuseInvite(organizationOf(role), teamRole === null ? undefined : { role: teamRole }, asked)).toBe(
      expected,
    );
  });
});

describe('a change of a member', () => {
  it.each([
    ['member', 'member', false, {}, 'not-an-admin'],
    ['admin', 'member', false, { role: 'admin' }, null],
    ['admin', 'admin', true, {}, 'not-your-own'],
    ['admin', 'member', false, { role: 'owner' }, 'only-owners'],
    ['admin', 'owner', false, { role: 'admin' }, 'only-owners'],
    ['admin', 'owner', false, { role: 'owner' }, null],
    ['admin', 'owner', false, {}, null],
    ['owner', 'owner', true, { role: 'admin' }, null],
    ['owner', 'owner', true, { role: 'owner' }, 'not-your-own'],
  ] as const)('by %s, of %s, oneself %s, with %j: %s', (role, ofRole, isSelf, change, expected) => {
    expect(refuseMemberChange(organizationOf(role), { role: ofRole, isSelf }, change)).toBe(expected);
  });
});

describe('the removal of a member', () => {
  it.each([
    ['guest', 'guest', true, null],
    ['member', 'guest', false, 'not-an-admin'],
    ['admin', 'member', false, null],
    ['admin', 'owner', false, 'only-owners'],
    ['owner', 'owner', false, null],
  ] as const)('by %s, of %s, oneself %s: %s', (role, ofRole, isSelf, expected) => {
    expect(refuseMemberRemoval(organizationOf(role), { role: ofRole, isSelf })).toBe(expected);
  });
});

describe('a role in a team', () => {
  it.each([
    ['member', 'admin', 'member', 'admin', true],
    ['member', 'admin', null, 'owner', false],
    ['member', 'admin', 'owner', 'member', false],
    ['member', 'admin', 'owner', 'owner', true],
    ['member', 'owner', 'member', 'owner', true],
    ['admin', null, 'owner', 'member', true],
  ] as const)('by %s, %s of the team, from %s to %s: %s', (role, teamRole, before, after, expected) => {
    const results = { organization: organizationOf(role), team: { role: teamRole } };
    expect(mayGiveTeamRole(results, { before, after })).toBe(expected);
  });
});
