import { useEffect, useEffectEvent, useState } from 'react';
import type { DraftBase } from '../lib/drafts.ts';
import { createKeyedQueue } from '../lib/keyed-queue.ts';
import { isOnline } from '../lib/online.ts';
import { mergeTexts } from '../lib/text-difference.ts';
import type { Draft } from '../lib/use-draft.ts';

/** A text is saved after a pause of typing. */
const pauseMs = 1_500;

/** How a text is saved: after a pause while somebody writes, or because they leave it. */
export type SaveReason = 'pause' | 'end';

/** Saves a text that was edited from `base`. Returns what is stored then, or null if it could not be saved. */
export type SaveText = (text: string, base: DraftBase, reason: SaveReason) => Promise<DraftBase | null>;

interface AutosaveOptions {
  readonly draft: Draft;
  readonly save: SaveText;
  /** Whether the text may be saved now. Default: only at the end. */
  readonly mayAutosave: (() => boolean) | undefined;
}

export interface Autosave {
  /** Whether the text was saved at a pause. */
  readonly hasSaved: boolean;
  /** Whether it could not be saved: it stays a draft until it is saved by hand. */
  readonly hasFailed: boolean;
  /** Saves what is not saved yet; true if everything is stored. */
  readonly saveRest: () => Promise<boolean>;
}

/** Saves a draft while it is written, and when its field is removed. */
export function useAutosave({ draft, save, mayAutosave }: AutosaveOptions): Autosave {
  const [hasSaved, setSaved] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const [queue] = useState(createKeyedQueue);
  const store = (reason: SaveReason): Promise<boolean> =>
    queue.run('text', async () => {
      const sent = draft.latest();
      if (sent === draft.latestBase().text) return true;
      const stored = await save(sent, draft.latestBase(), reason);
      setFailed(stored === null);
      if (stored === null) return false;
      if (reason === 'pause') setSaved(true);
      const typed = draft.latest();
      // Others' text was chosen, or one that contains both.
      const isOther = stored.text !== sent;
      if (!isOther) draft.rebase(stored);
      else draft.rebase(stored, typed === sent ? stored.text : mergeTexts(sent, typed, stored.text));
      return true;
    });
  // A draft from an earlier visit is not saved before somebody goes on with it.
  const [opened] = useState(draft.text);
  const mayStore = useEffectEvent(
    () => mayAutosave !== undefined && isOnline.get() && !hasFailed && draft.latest() !== opened && mayAutosave(),
  );
  const storeAtPause = useEffectEvent(() => void store('pause'));
  const { text, base } = draft;
  useEffect(() => {
    if (text === base.text) return undefined;
    // Where it may not be saved now, it is looked at again.
    const timer = setInterval(() => mayStore() && storeAtPause(), pauseMs);
    return () => clearInterval(timer);
  }, [text, base.text]);
  useEffect(
    () => () => {
      if (mayStore()) storeAtPause();
    },
    [],
  );
  return { hasSaved, hasFailed, saveRest: () => store('end') };
}
