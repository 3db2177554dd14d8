import { type Clock, isRecent } from '../../clock.ts';
import type { UserId } from '../../ids.ts';
import type { Listener } from '../open-stream.ts';
import type { Subject, ViewerState } from './subject.ts';

/** A tab without a heartbeat for this long is gone: two heartbeats were lost. */
const lookingMs = 40_000;
/** Who types says so again every few seconds. */
const typingMs = 8_000;

/** A person who sends heartbeats about a subject, from one tab or several. */
export interface OwnViewer {
  readonly listener: Listener;
  readonly subject: Subject;
  readonly tabs: Map<string, Tab>;
  /** What was last sent to others. */
  sentState: ViewerState;
}

interface Tab {
  readonly seenAt: Date;
  readonly isTyping: boolean;
}

/** The viewers whose heartbeats this instance receives. */
export interface OwnViewers extends Iterable<OwnViewer> {
  enter(heartbeat: Heartbeat): OwnViewer;
  /** What a person looks at in a tab. */
  inTab(userId: UserId, tab: string): OwnViewer[];
  find(userId: UserId, subjectId: string): OwnViewer | undefined;
  /** The tab leaves; without one, all tabs. */
  leave(viewer: OwnViewer, tab?: string): void;
  /** The state by the last heartbeats. A viewer who is away is removed. */
  stateOf(viewer: OwnViewer): ViewerState;
}

export interface Heartbeat {
  readonly listener: Listener;
  readonly subject: Subject;
  /** Distinguishes the pages of one person. */
  readonly tab: string;
  readonly isTyping: boolean;
}

export function createOwnViewers(clock: Clock): OwnViewers {
  const byUser = new Map<UserId, Map<string, OwnViewer>>();

  function remove({ subject, listener }: OwnViewer): void {
    const viewers = byUser.get(listener.userId);
    viewers?.delete(subject.id);
    if (viewers?.size === 0) byUser.delete(listener.userId);
  }

  return {
    *[Symbol.iterator]() {
      for (const viewers of byUser.values()) yield* viewers.values();
    },
    enter({ listener, subject, tab, isTyping }) {
      const viewers = byUser.get(listener.userId) ?? new Map<string, OwnViewer>();
      byUser.set(listener.userId, viewers);
      const { tabs, sentState } = viewers.get(subject.id) ?? { tabs: new Map<string, Tab>(), sentState: 'away' };
      tabs.set(tab, { seenAt: clock.now(), isTyping });
      const viewer = { listener, subject, tabs, sentState };
      viewers.set(subject.id, viewer);
      return viewer;
    },
    inTab: (userId, tab) => [...(byUser.get(userId)?.values() ?? [])].filter(({ tabs }) => tabs.has(tab)),
    find: (userId, subjectId) => byUser.get(userId)?.get(subjectId),
    leave({ tabs }, tab) {
      if (tab === undefined) tabs.clear();
      else tabs.delete(tab);
    },
    stateOf(viewer) {
      const now = clock.now();
      let state: ViewerState = 'away';
      for (const [name, { seenAt, isTyping }] of viewer.tabs) {
        if (!isRecent(now, seenAt, lookingMs)) viewer.tabs.delete(name);
        else if (isTyping && isRecent(now, seenAt, typingMs)) state = 'typing';
        else if (state === 'away') state = 'looking';
      }
      if (state === 'away') remove(viewer);
      return state;
    },
  };
}
