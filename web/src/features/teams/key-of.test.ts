import { describe, expect, it } from 'vitest';
import { keyOf } from './key-of.ts';

describe('the key that a name suggests', () => {
  it.each([
    { name: 'Website', key: 'WEB' },
    { name: 'Summer release', key: 'SR' },
    { name: 'Élan vital', key: 'EV' },
    { name: 'One two three four five six seven', key: 'OTTFFS' },
    { name: 'مهندسی', key: 'MHN' },
    { name: 'راه‌اندازی فروشگاه', key: 'RAF' },
    { name: 'پروژه', key: 'PRW' },
    { name: 'عرضهٔ نسخهٔ ۲', key: 'EN' },
    { name: 'Разработка сайта', key: 'RS' },
    { name: '۲۰۲۶', key: '' },
    { name: '🚀', key: '' },
    { name: 'X', key: 'X' },
    { name: '2026 plan', key: 'PLA' },
  ])('of $name is $key', ({ name, key }) => {
    expect(keyOf(name)).toBe(key);
  });
});
