import { expect, it } from 'vitest';
import { callerAddress, sourceOf } from './caller-address.ts';

const behindProxy = (forwarded: string, trusted = 1) =>
  callerAddress(undefined, (name) => (name === 'x-forwarded-for' ? forwarded : null), trusted);

it.each([
  ['203.0.113.7', 1, '203.0.113.7'],
  ['::ffff:203.0.113.7', 1, '203.0.113.7'],
  ['198.51.100.1, ::FFFF:203.0.113.7', 1, '203.0.113.7'],
  ['198.51.100.1, 203.0.113.7', 2, '198.51.100.1'],
  ['198.51.100.1, 203.0.113.7', 0, '127.0.0.1'],
  ['', 1, '127.0.0.1'],
])('the caller behind proxies that say “%s”, %i of them trusted, is %s', (forwarded, trusted, address) => {
  expect(behindProxy(forwarded, trusted)).toBe(address);
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
])('%s is of the source %s', (address, source) => {
  expect(sourceOf(address)).toBe(source);
});
