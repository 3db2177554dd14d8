import type { TFunction } from 'i18next';
import { createSignal } from '../lib/signal.ts';

/** Names for the title; undefined until they are known. */
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

/** The parts of a page's title, the most specific first: `['Trash', 'Engineering']`. */
export type Title = (t: TFunction<['web', 'shared']>, names: PageNames) => TitleParts;

export type Params = Readonly<Partial<Record<string, string>>>;

/** What titles behind the sign-in are made of. */
export interface NameSource {
  namesOf(params: Params): PageNames;
  /** The number of unread notifications. */
  unread(): number;
  subscribe(listener: () => void): () => void;
}

/** Null before the sign-in: the code that reads names is loaded with the session. */
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
    /** The title of a page; null for routes that only lay out others. */
    readonly title: Title | null;
  }
}
