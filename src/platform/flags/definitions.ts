import { namesOf } from '../records.ts';

/**
 * The features that an operator can turn off, for all organizations, for a share of them or for single ones. A flag is
 * on until somebody sets it.
 */
export const flagDefinitions = {
  webhooks: 'Webhooks: organizations send their events to other servers and chats.',
  imports: 'Imports: members bring in tasks from files of other tools.',
} as const;
export type FlagName = keyof typeof flagDefinitions;
export const flagNames = namesOf(flagDefinitions);
