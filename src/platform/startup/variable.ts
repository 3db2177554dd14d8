import { z } from 'zod';
import { isLongEnough, minKeyBytes } from './secret-file.ts';

/** An environment variable: its schema and its description, for `.env.example` and for hints. */
export const variable = <Schema extends z.ZodType>(schema: Schema, meaning: string) => schema.describe(meaning);

/** The values of variables, as they are read. */
export type ValuesOf<Variables extends z.ZodRawShape> = Readonly<z.output<z.ZodObject<Variables>>>;

export const onOff = z.enum(['on', 'off'], 'must be on or off');

export const wholeNumber = (min: number, max: number) =>
  z.coerce
    .number(`must be a whole number`)
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);

/** An address by HTTP or HTTPS. @param example For the message about a wrong one. */
export const httpUrl = (example: string) => z.url({ protocol: /^https?$/, error: `must look like ${example}` });

/** The address of a web app, without slashes at its end. */
export const webUrl = httpUrl('https://tasks.example.com').transform((url) => url.replace(/\/+$/, ''));

export const key = z.string().refine(isLongEnough, `must be at least ${minKeyBytes} bytes: openssl rand -base64 33`);

export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
