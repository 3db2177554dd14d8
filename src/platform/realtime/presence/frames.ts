import type { TeamId, UserId } from '../../ids.ts';
import { frameWithoutId } from '../frame.ts';
import type { Streams } from '../streams.ts';
import type { AllViewers } from './all-viewers.ts';
import { audienceOf, type Subject, type TaskViewer } from './subject.ts';

interface FramesOptions {
  readonly all: Pick<AllViewers, 'of' | 'subject'>;
  readonly streams: Pick<Streams, 'sendTo'>;
  readonly describe: (task: Subject, viewers: readonly TaskViewer[]) => Promise<unknown>;
}

interface Frame {
  readonly task: Subject;
  readonly viewers: readonly TaskViewer[];
  readonly text: string;
}

/**
 * Tells the viewers of tasks and boards what has changed since the last time, each stream in one write: the viewers of
 * a task its own frame, the viewers of a board the frames of all its tasks.
 */
export function createFrames({ all, streams, describe }: FramesOptions) {
  const changed = new Map<string, { readonly task: Subject; readonly before: readonly TaskViewer[] }>();

  async function frameOf(last: Subject, before: readonly TaskViewer[]): Promise<Frame[]> {
    const viewers = all.of(last.id);
    const task = all.subject(last.id) ?? last;
    if (isSame(viewers, before) || !hasReceivers(task, viewers, before)) return [];
    return [{ task, viewers, text: frameWithoutId('presence', JSON.stringify(await describe(task, viewers))) }];
  }

  /** Somebody who is alone on a task needs no frame about it. */
  function hasReceivers({ teamId }: Subject, viewers: readonly TaskViewer[], before: readonly TaskViewer[]): boolean {
    const people = new Set([...viewers, ...before, ...all.of(teamId)].map(({ userId }) => userId));
    return people.size > 1;
  }

  async function sendOfTeam(teamId: TeamId, frames: readonly Frame[]): Promise<void> {
    const board = new Set(all.of(teamId).map(({ userId }) => userId));
    const [first] = frames;
    if (first && board.size > 0) {
      const audience = audienceOf({ ...first.task, projectId: null });
      await streams.sendTo(board, audience, Buffer.from(frames.map(({ text }) => text).join('')));
    }
    for (const { task, viewers, text } of frames) {
      const others = new Set<UserId>(viewers.map(({ userId }) => userId).filter((userId) => !board.has(userId)));
      if (others.size > 0) await streams.sendTo(others, audienceOf(task), Buffer.from(text));
    }
  }

  return {
    /** Call it before a change of the viewers. */
    willChange(subject: Subject): void {
      if (subject.kind !== 'task' || changed.has(subject.id)) return;
      changed.set(subject.id, { task: subject, before: all.of(subject.id) });
    },
    async send(): Promise<void> {
      const changes = [...changed.values()];
      changed.clear();
      const frames = (await Promise.all(changes.map(({ task, before }) => frameOf(task, before)))).flat();
      const byTeam = Map.groupBy(frames, ({ task }) => task.teamId);
      for (const [teamId, ofTeam] of byTeam) await sendOfTeam(teamId, ofTeam);
    },
  };
}

function isSame(a: readonly TaskViewer[], b: readonly TaskViewer[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ userId, isTyping }, index) => userId === b[index]?.userId && isTyping === b[index].isTyping)
  );
}
