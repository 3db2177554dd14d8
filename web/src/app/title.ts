import type { TFunction } from 'i18next';
import { createSignal } from '../lib/signal.ts';

/** Names that a title may hold; undefined while they are not known. */
export interface PageNames {
  readonly organization: string | undefined;
  readonly team: string | undefined;
  readonly project: string | undefined;
  /** `ENG-5 Fix login`. */
  readonly task: string | undefined;
  readonly importedFile: string | undefined;
  readonly message: string | undefined;
}

type TitleParts = readonly (string | undefined)[];

/** What a page is called, the most telling part first: `['Trash', 'Engineering']`. */
export type Title = (t: TFunction<['web', 'shared']>, names: PageNames) => TitleParts;

export type Params = Readonly<Partial<Record<string, string>>>;

/** What titles are made of behind the sign-in. */
export interface NameSource {
  namesOf(params: Params): PageNames;
  /** How many notifications wait. */
  unread(): number;
  subscribe(listener: () => void): () => void;
}

/** Null before somebody is signed in: the code that reads the names comes with the session. */
export const nameSource = createSignal<NameSource | null>(null);

export const noNames: PageNames = {
  organization: undefined,
  team: undefined,
  project: undefined,
  task: undefined,
  importedFile: undefined,
  message: undefined,
};

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Of a page; null for what only lays out the pages within it. */
    readonly title: Title | null;
  }
}
