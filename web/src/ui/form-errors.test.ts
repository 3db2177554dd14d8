import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../lib/problem.ts';
import { formErrors } from './form-errors.ts';

beforeAll(async () => {
  await i18next.init({
    lng: 'en',
    resources: {
      en: {
        shared: { errors: { invalid: 'Not right.', 'key-taken': 'Taken.', unknown: 'Hm.', 'invalid-field': 'No.' } },
      },
      fa: { shared: { errors: { invalid: 'درست نیست.', 'invalid-field': 'پذیرفته نیست.' } } },
    },
  });
});

const refusal = (errors: { path: string; message: string }[], code = 'invalid') =>
  new Problem({ code, status: 422, detail: 'x', requestId: null, errors });
const zone = { path: 'timezone', message: 'must be an IANA time zone' };
const name = { path: 'name', message: 'must not be empty' };

describe('what a form says after a refusal', () => {
  it('stands at every field that it is about', () => {
    expect(formErrors(refusal([zone, name]), { names: ['name', 'timezone'] })).toEqual({
      name: 'Must not be empty.',
      timezone: 'Must be an IANA time zone.',
    });
  });

  it('stands above the button where the page has no such field, with the name of it', () => {
    expect(formErrors(refusal([zone, name]), { names: ['name'] })).toEqual({
      name: 'Must not be empty.',
      form: 'Not right. timezone: Must be an IANA time zone.',
    });
    expect(formErrors(refusal([]), { names: ['name'] })).toEqual({ form: 'Not right.' });
  });

  it('finds a field by what lies in it, and by the name that the server has for it', () => {
    const errors = [
      { path: 'lines.3', message: 'is no address' },
      { path: 'expiresAt', message: 'lies in the past' },
      { path: 'linesOfCode', message: 'is not known' },
    ];
    const errorsByField = formErrors(refusal(errors), {
      names: ['lines', 'lifetime'],
      paths: { expiresAt: 'lifetime' },
    });
    expect(errorsByField).toEqual({
      lines: 'Is no address.',
      lifetime: 'Lies in the past.',
      form: 'Not right. linesOfCode: Is not known.',
    });
  });

  it('belongs to the field of its code, where that is shown', () => {
    const taken = refusal([], 'key-taken');
    expect(formErrors(taken, { names: ['key'], codes: { 'key-taken': 'key' } })).toEqual({ key: 'Taken.' });
    expect(formErrors(taken, { names: ['name'], codes: { 'key-taken': 'key' } })).toEqual({ form: 'Taken.' });
  });

  it('is in the reader’s language', async () => {
    await i18next.changeLanguage('fa');
    expect(formErrors(refusal([zone]), { names: ['timezone'] })).toEqual({ timezone: 'پذیرفته نیست.' });
    await i18next.changeLanguage('en');
  });
});
