import { useMemo, useState } from 'react';
import type { Chart } from '../../api/types.ts';
import { above, type ChartPerson, type Layout, layOut, initiallyOpen, reportsOf } from './layout.ts';

export interface ChartState {
  readonly layout: Layout;
  readonly people: ReadonlyMap<string, ChartPerson>;
  /** The person that keys apply to. */
  readonly activeId: string | null;
  readonly activate: (userId: string) => void;
  readonly setOpen: (userId: string, isOpen: boolean) => void;
  readonly toggle: (userId: string) => void;
  /** Expands everything above a person and focuses them. */
  readonly find: (userId: string) => void;
  readonly openAll: () => void;
  readonly closeAll: () => void;
}

/** What is expanded, and which person is active. */
export function useChart({ people: list }: Chart): ChartState {
  const reports = useMemo(() => reportsOf(list), [list]);
  const people = useMemo(() => new Map(list.map((person) => [person.userId, person])), [list]);
  const [open, setOpenIds] = useState(() => initiallyOpen(reports));
  const [active, setActive] = useState<string | null>(null);
  const layout = useMemo(() => layOut(reports, open), [reports, open]);
  const first = layout.entries[0]?.person.userId ?? null;
  const isShown = active !== null && layout.entries.some(({ person }) => person.userId === active);
  const setOpen = (userId: string, isOpen: boolean) => {
    const next = new Set(open);
    if (isOpen) next.add(userId);
    else next.delete(userId);
    setOpenIds(next);
  };
  return {
    layout,
    people,
    activeId: isShown ? active : first,
    activate: setActive,
    setOpen,
    toggle: (userId) => setOpen(userId, !open.has(userId)),
    find(userId) {
      setOpenIds(new Set([...open, ...above(people, userId)]));
      setActive(userId);
    },
    openAll: () => setOpenIds(new Set(people.keys())),
    closeAll: () => setOpenIds(new Set()),
  };
}
