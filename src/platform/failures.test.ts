import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conflict, unavailable } from './errors.ts';
import { failureKind, PermanentError, TemporaryError } from './failures.ts';

const withCode = (code: string, more = {}) => Object.assign(new Error('failed'), { code, ...more });

describe('a failure', () => {
  it.each([
    ...['08000', '08003', '08006', '08P01', '25006', '25P03', '28P01', '3D000', '40001', '40P01', '42501', '42P01'].map(
      named,
    ),
    ...['53000', '53100', '53200', '53300', '53400', '55P03', '57014', '57P01', '57P02', '57P03', '58030', 'XX002'].map(
      named,
    ),
    ...['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', 'CONNECTION_CLOSED'].map(named),
    ['a socket that is not there', withCode('ENOENT', { syscall: 'connect' })],
    ['a connection of pg that ended', new Error('Connection terminated unexpectedly')],
    ['a request whose connection failed', new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') })],
    ['every address refused', new AggregateError([withCode('ECONNREFUSED')])],
    ['a module that is away', unavailable('away', 'away')],
    ['what says so itself', new TemporaryError('later')],
  ])('is temporary: %s', (_name, error) => expect(failureKind(error)).toBe('temporary'));

  it.each([
    ['an event that is none', new z.ZodError([])],
    ['a value that no column takes', withCode('22P02')],
    ['what says so itself', new PermanentError('never')],
  ])('is permanent: %s', (_name, error) => expect(failureKind(error)).toBe('permanent'));

  it.each([
    ['a fault of ours', new TypeError('x is undefined')],
    ['a row that is there already', withCode('23505')],
    ['a rule of the database', withCode('P0001')],
    ['a file that is not there', withCode('ENOENT', { syscall: 'open' })],
    ['a rule of the domain', conflict('no', 'no')],
    ['what is no error', 'text'],
  ])('may be either: %s', (_name, error) => expect(failureKind(error)).toBe('unclear'));
});

function named(code: string): [string, Error] {
  return [code, withCode(code)];
}
