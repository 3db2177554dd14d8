import { boolean, instant, integer, oneOf, sql, text, uniqueIndex, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import { calendars, locales } from '../contract.ts';
import { auth } from './base.ts';

/** The steps of an account's deletion, in order. */
export const leavingSteps = ['marked', 'begun', 'handed-over', 'left'] as const;

/** How an address was proved to belong to the account's owner. */
export const addressProofs = ['mail', 'provider', 'administrator'] as const;
export type AddressProofKind = (typeof addressProofs)[number];

export const userTable = auth.table(
  'user',
  {
    id: uuid().$type<UserId>().primaryKey(),
    email: text().notNull(),
    emailVerifiedAt: instant(),
    /** Also null for addresses that were confirmed before proofs were recorded. */
    emailProof: text({ enum: addressProofs }),
    /** The invite used at sign-up. It is accepted when the address is confirmed. */
    signUpInviteId: uuid(),
    username: text().notNull(),
    name: text().notNull(),
    /** Null for people without a password. */
    passwordDigest: text(),
    locale: text({ enum: locales }).notNull(),
    timezone: text().notNull(),
    calendar: text({ enum: calendars }).notNull(),
    instanceAdmin: boolean().notNull().default(false),
    lockedAt: instant(),
    /** Null for a generated picture; else a random number, so that every picture has a new address. */
    avatarVersion: integer(),
    /** When the deletion was requested. From then on: signed out, no new tasks, deleted permanently at `finishAt`. */
    leavingAt: instant(),
    leavingStep: text({ enum: leavingSteps }),
    /** When the deletion can no longer be undone. */
    finishAt: instant(),
    /** The successor, who gets the tasks. */
    successorId: uuid('heir_id').$type<UserId>(),
    deletedAt: instant(),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (table) => [
    uniqueIndex('user_email')
      .on(sql`lower(${table.email})`)
      .where(sql`${table.deletedAt} is null`),
    uniqueIndex('user_username')
      .on(sql`lower(${table.username})`)
      .where(sql`${table.deletedAt} is null`),
    oneOf('user_email_proof', table.emailProof, addressProofs),
    oneOf('user_locale', table.locale, locales),
    oneOf('user_calendar', table.calendar, calendars),
  ],
);
