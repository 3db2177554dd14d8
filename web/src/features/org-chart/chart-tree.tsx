import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Chart } from '../../api/types.ts';
import { cardId, ChartCard } from './chart-card.tsx';
import { ChartLines } from './chart-lines.tsx';
import { ChartTools } from './chart-tools.tsx';
import { boxOf, cardHeight, sizeOf } from './geometry.ts';
import { panFrom } from './pan.ts';
import type { ChartState } from './use-chart.ts';
import { useView } from './use-view.ts';
import { useZoom, type Zoom } from './use-zoom.ts';
import { nextByLetter, stepFor } from './walk.ts';

interface ChartTreeProps {
  readonly chart: Chart;
  readonly state: ChartState;
  readonly chosenId: string | null;
  readonly onChoose: (userId: string | null) => void;
}

const maxColours = 3;

/**
 * The drawing: scrolled, dragged and zoomed like a map, navigated by keys like a tree. Only visible parts are rendered.
 */
export function ChartTree({ chart, state, chosenId, onChoose }: ChartTreeProps) {
  const { t } = useTexts();
  const isRtl = useTranslation().i18n.language === 'fa';
  const frame = useRef<HTMLDivElement>(null);
  const zoom = useZoom(frame);
  const view = useView(frame, zoom.scale);
  const { layout, activeId, activate } = state;
  const size = sizeOf(layout);
  const colourOf = new Map(chart.teams.map(({ id, colour }) => [id, colour]));

  // The details of a person take space beside the drawing, so it scrolls then too.
  useEffect(() => {
    for (const id of [chosenId, activeId]) {
      if (id !== null) document.getElementById(cardId(id))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }, [activeId, chosenId]);

  const choose = (userId: string) => {
    activate(userId);
    onChoose(userId === chosenId ? null : userId);
  };
  const onPress = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element)) return;
    event.currentTarget.focus({ preventScroll: true });
    const toggled = event.target.closest<HTMLElement>('[data-toggle]')?.dataset['toggle'];
    const personId = event.target.closest<HTMLElement>('[data-person]')?.dataset['person'];
    if (toggled !== undefined) state.toggle(toggled);
    else if (personId !== undefined) choose(personId);
  };
  const visibleEntries = layout.entries.filter((entry) => {
    const { y } = boxOf(entry);
    return entry.person.userId === activeId || (y + cardHeight > view.top && y < view.bottom);
  });
  return (
    <div className="relative min-h-0 min-w-0 flex-1">
      <div ref={frame} className="chart-frame" onPointerDown={panFrom}>
        <div style={{ width: size.width * zoom.scale, height: size.height * zoom.scale }} className="relative mx-auto">
          <div
            role="tree"
            tabIndex={0}
            aria-label={t('chart.title')}
            aria-activedescendant={activeId === null ? undefined : cardId(activeId)}
            className="chart"
            style={{ ...size, transform: `scale(${zoom.scale})`, transformOrigin: isRtl ? 'top right' : 'top left' }}
            onClick={onPress}
            onKeyDown={(event) => onKey(event, { state, zoom, isRtl, choose, leave: () => onChoose(null) })}
          >
            <ChartLines layout={layout} view={view} isRtl={isRtl} />
            {visibleEntries.map((entry) => (
              <ChartCard
                key={entry.person.userId}
                entry={entry}
                isActive={entry.person.userId === activeId}
                isChosen={entry.person.userId === chosenId}
                colours={entry.person.teams.flatMap(({ teamId }) => colourOf.get(teamId) ?? []).slice(0, maxColours)}
              />
            ))}
          </div>
        </div>
      </div>
      <ChartTools zoom={zoom} onFit={() => zoom.fit(size)} onOpenAll={state.openAll} onCloseAll={state.closeAll} />
    </div>
  );
}

interface KeyPlan {
  readonly state: ChartState;
  readonly zoom: Zoom;
  readonly isRtl: boolean;
  readonly choose: (userId: string) => void;
  readonly leave: () => void;
}

function onKey(event: KeyboardEvent, { state, zoom, isRtl, choose, leave }: KeyPlan): void {
  const { layout, activeId, activate, setOpen } = state;
  if (activeId === null || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = stepFor(event.key, layout.entries, activeId, isRtl);
  const actions: Readonly<Record<string, () => void>> = {
    Enter: () => choose(activeId),
    ' ': () => choose(activeId),
    Escape: leave,
    '+': zoom.in,
    '=': zoom.in,
    '-': zoom.out,
    '0': zoom.reset,
    '*': state.openAll,
  };
  const act = actions[event.key];
  if (step) {
    if ('to' in step) activate(step.to);
    else if ('open' in step) setOpen(step.open, true);
    else setOpen(step.close, false);
  } else if (act) act();
  else if (/^\p{L}$/u.test(event.key)) {
    const matchId = nextByLetter(layout.entries, activeId, event.key);
    if (matchId !== null) activate(matchId);
  } else if (!event.key.startsWith('Arrow')) return;
  event.preventDefault();
  event.stopPropagation();
}
