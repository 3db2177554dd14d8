import { index, instant, jsonb, oneOf, primaryKey, text, uuid } from '#platform/database/drizzle.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { notifications } from './base.ts';
import type { PreferenceChoices } from '../choices/choices.ts';
import { mutableKinds } from '../contract.ts';

/** What a person chose, where it differs from the defaults; and what differs from that in an organization. */
export const preferenceTable = notifications.table('preference', {
  userId: uuid().$type<UserId>().primaryKey(),
  own: jsonb().$type<PreferenceChoices>().notNull(),
  byOrganization: jsonb().$type<Readonly<Record<OrganizationId, PreferenceChoices>>>().notNull(),
});

/** Tasks and projects that a person muted. */
export const muteTable = notifications.table(
  'mute',
  {
    userId: uuid().$type<UserId>().notNull(),
    organizationId: uuid().$type<OrganizationId>().notNull(),
    subjectId: uuid().notNull(),
    kind: text({ enum: mutableKinds }).notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.subjectId] }),
    index('mute_organization').on(table.organizationId),
    oneOf('mute_kind', table.kind, mutableKinds),
  ],
);
