import { expect, it } from 'vitest';
import { callerAddress, networkOf, sourceOf } from './caller-address.ts';

const behindProxy = (forwarded: string, trusted = 1) =>
  callerAddress(undefined, (name) => (name === 'x-forwarded-for' ? forwarded : null), trusted);

it.each([
  ['203.0.113.7', 1, '203.0.113.7'],
  ['::ffff:203.0.113.7', 1, '203.0.113.7'],
  ['198.51.100.1, ::FFFF:203.0.113.7', 1, '203.0.113.7'],
  ['198.51.100.1, 203.0.113.7', 2, '198.51.100.1'],
  ['198.51.100.1, 203.0.113.7', 0, '127.0.0.1'],
  ['', 1, '127.0.0.1'],
  ['::ffff:cb00:7107', 1, '203.0.113.7'],
  ['64:ff9b::203.0.113.7', 1, '203.0.113.7'],
  ['203.0.113.7:52110', 1, '203.0.113.7'],
  ['[2001:db8::1]:52110', 1, '2001:db8::1'],
  ['2001:db8::1', 1, '2001:db8::1'],
  ['unknown', 1, '127.0.0.1'],
  ['198.51.100.1, _hidden', 1, '127.0.0.1'],
  ['x'.repeat(5_000), 1, '127.0.0.1'],
])('the caller behind proxies that say “%s”, %i of them trusted, is %s', (forwarded, trusted, address) => {
  expect(behindProxy(forwarded, trusted)).toBe(address);
});

it.each([
  ['203.0.113.7', '203.0.113.7', null],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:0DB8:0001::9', '2001:db8:1:0::/64', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
  ['::1', '0:0:0:0::/64', '0:0:0::/48'],
])('%s is of the source %s in the network %s', (address, source, network) => {
  expect([sourceOf(address), networkOf(address)]).toEqual([source, network]);
});
