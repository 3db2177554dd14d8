import { type Clock, isRecent } from '../../clock.ts';
import type { UserId } from '../../ids.ts';
import type { Listener } from '../open-streams.ts';
import type { Subject, ViewerState } from './subject.ts';

/** A tab without a heartbeat for this long is gone: two heartbeats were lost. */
const lookingMs = 40_000;
/** Who types says so again every few seconds. */
const typingMs = 8_000;

/** A person who sends heartbeats about a subject, from one tab or several. */
export interface OwnViewer {
  readonly listener: Listener;
  readonly subject: Subject;
  readonly tabs: ReadonlyMap<string, Tab>;
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
  /** The tab leaves; without one, all tabs of the person. */
  leave(userId: UserId, subjectId: string, tab?: string): OwnViewer | undefined;
  of(subjectId: string): Iterable<OwnViewer>;
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
  const bySubject = new Map<string, Map<UserId, OwnViewer & { readonly tabs: Map<string, Tab> }>>();

  function remove({ subject, listener }: OwnViewer): void {
    const viewers = bySubject.get(subject.id);
    viewers?.delete(listener.userId);
    if (viewers?.size === 0) bySubject.delete(subject.id);
  }

  return {
    *[Symbol.iterator]() {
      for (const viewers of bySubject.values()) yield* viewers.values();
    },
    enter({ listener, subject, tab, isTyping }) {
      const viewers = bySubject.get(subject.id) ?? new Map();
      bySubject.set(subject.id, viewers);
      const before = viewers.get(listener.userId);
      const tabs = before?.tabs ?? new Map<string, Tab>();
      tabs.set(tab, { seenAt: clock.now(), isTyping });
      const viewer = { listener, subject, tabs, sentState: before?.sentState ?? ('away' as const) };
      viewers.set(listener.userId, viewer);
      return viewer;
    },
    leave(userId, subjectId, tab) {
      const viewer = bySubject.get(subjectId)?.get(userId);
      if (tab === undefined) viewer?.tabs.clear();
      else viewer?.tabs.delete(tab);
      return viewer;
    },
    of: (subjectId) => bySubject.get(subjectId)?.values() ?? [],
    stateOf(viewer) {
      const now = clock.now();
      const tabs = bySubject.get(viewer.subject.id)?.get(viewer.listener.userId)?.tabs ?? new Map<string, Tab>();
      let state: ViewerState = 'away';
      for (const [name, { seenAt, isTyping }] of tabs) {
        if (!isRecent(now, seenAt, lookingMs)) tabs.delete(name);
        else if (isTyping && isRecent(now, seenAt, typingMs)) state = 'typing';
        else if (state === 'away') state = 'looking';
      }
      if (state === 'away') remove(viewer);
      return state;
    },
  };
}
