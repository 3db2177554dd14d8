import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Quiet: less than this share of one core since the last look. */
const quietShare = 0.1;
/**
 * V8 finds in the second one that little is allocated now, and only then makes its space for new objects small again. Of
 * what that frees it keeps most for a next time, unless it is told that there is nothing else.
 */
const collections = [undefined, { type: 'major', flavor: 'last-resort' }] as const;

/**
 * Gives memory back once a busy time is over. V8 collects as it allocates, so a process that was busy and now rests
 * would keep its garbage, several times of what it needs, until somebody comes. Both pauses fall into quiet; the longer
 * takes some 150 ms where 50 MB are kept.
 */
export function collectWhenQuiet(lookEveryMs = 3_000): void {
  // Node has no other way to ask for a collection without a flag on its command line.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (kind: (typeof collections)[number]) => void;
  let done = 0;
  let isOwnWork = false;
  let before = process.cpuUsage();
  const look = () => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    const isQuiet = (user + system) / 1_000 < lookEveryMs * quietShare;
    // V8 sweeps on after a collection: that is no work of anybody's, and would call for the next one for ever.
    if (isOwnWork) isOwnWork = false;
    else if (!isQuiet) done = 0;
    else if (done < collections.length) {
      collect(collections[done]);
      done += 1;
      before = process.cpuUsage();
      isOwnWork = true;
    }
    setTimeout(look, lookEveryMs).unref();
  };
  setTimeout(look, lookEveryMs).unref();
}
