import type { z } from 'zod';
import { DomainError, type FieldError } from '../errors.ts';
import { isStorable } from './json-body.ts';

/**
 * Validates query and body together, so that one reply lists every mistake.
 * @throws DomainError 422 with a list of `{ path, message }`.
 */
export function validate(
  parts: readonly { readonly schema: z.ZodType | undefined; readonly value: unknown; readonly isBody: boolean }[],
): unknown[] {
  const errors: FieldError[] = [];
  const values = parts.map(({ schema, value, isBody }) => {
    if (schema === undefined) {
      errors.push(...unexpected(value));
      return undefined;
    }
    const rejected = unacceptable(value, []);
    errors.push(...rejected);
    // No schema runs on a text longer than any field: its patterns would scan all of it.
    if (rejected.some(({ message }) => message === tooLong)) return undefined;
    const parsed = schema.safeParse(isBody ? (value ?? {}) : value);
    if (parsed.success) return parsed.data;
    errors.push(...parsed.error.issues.flatMap(fieldErrors));
    return undefined;
  });
  if (errors.length > 0) throw invalidFields(errors);
  return values;
}

/** More errors in one reply help nobody and cost time and bytes. */
const maxErrors = 50;
const maxPathLength = 200;

function invalidFields(errors: readonly FieldError[]): DomainError {
  const [one] = errors;
  const reported = errors.slice(0, maxErrors).map((error) => ({ ...error, path: error.path.slice(0, maxPathLength) }));
  const rest = errors.length > maxErrors ? ` The first ${maxErrors} are listed.` : '';
  const detail =
    errors.length === 1 && one
      ? `${reported[0]?.path || 'The request'}: ${one.message}`
      : `${errors.length} fields are invalid.${rest}`;
  return new DomainError('invalid', 'invalid', detail, { errors: reported });
}

/** Errors for a body or query that the route does not take: no body or `{}`, and no parameter, are accepted. */
function unexpected(value: unknown): FieldError[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [{ path: '', message: 'No fields are expected here.' }];
  return Object.keys(value).map((path) => ({ path, message: 'This field is unknown.' }));
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key].join('.'),
      message: 'This field is unknown.',
    }));
  }
  return [{ path: issue.path.join('.'), message: issue.message }];
}

/** The longest text that any field accepts. */
const maxTextLength = 100_000;
const tooLong = `must have at most ${maxTextLength} characters`;

/** Finds texts that cannot be stored or are too long. The parser has already limited depth and number of values. */
function unacceptable(value: unknown, path: readonly string[]): FieldError[] {
  if (typeof value === 'string') {
    if (value.length > maxTextLength) return [{ path: path.join('.'), message: tooLong }];
    return isStorable(value)
      ? []
      : [{ path: path.join('.'), message: 'Contains unsupported characters (NUL or an unpaired surrogate).' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isStorable(key)
      ? unacceptable(inner, [...path, key])
      : [{ path: path.join('.'), message: 'Contains an unsupported key.' }],
  );
}
