import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { GrowingTextArea } from '../../ui/growing-text-area.tsx';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Task } from '../../api/types.ts';
import { type BoardColumn, statusIn } from '../../data/boards/columns.ts';
import { SmallSelect } from '../../ui/small-select.tsx';
import { lazyPart } from '../../ui/lazy-part.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { createTask } from '../../data/tasks/create-task.ts';
import type { BoardState } from './board-state.ts';
import type { Cell } from './cells.ts';
import type { Preset } from './grouping.ts';

interface ComposerProps {
  readonly cell: Cell;
  readonly column: BoardColumn;
  readonly preset: Preset;
  readonly board: BoardState;
  readonly scroller: HTMLElement | null;
}

const longestTitle = 255;
/** What was typed into the field of a cell that left the page: it was scrolled out of sight, or the board was filtered. */
const unsentTitles = new Map<string, string>();
/** Optional: the field works without it. */
const TemplateButton = lazyPart(async () => (await import('../templates/template-button.tsx')).TemplateButton, {
  failed: () => null,
});

/** Creates one card after another: Enter adds one and waits for the next, Escape ends. */
export function Composer({ cell, column, preset, board, scroller }: ComposerProps) {
  const { t } = useTexts();
  const teams = board.scope.teams.filter(
    ({ id }) => statusIn(column, id) !== undefined && board.permissionsOf(id)?.createTasks === true,
  );
  const [teamId, setTeamId] = useState(teams[0]?.id);
  const team = teams.find(({ id }) => id === teamId);
  const status = team && statusIn(column, team.id);
  const key = `${board.path} ${cell.laneId} ${cell.columnId}`;
  const [title, setTitle] = useState(unsentTitles.get(key) ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const lastMade = useRef<Promise<Task | null>>(undefined);
  useStayInView(field, scroller);

  const change = (text: string) => {
    setTitle(text);
    if (text === '') unsentTitles.delete(key);
    else unsentTitles.set(key, text);
  };
  const add = () => {
    const text = title.trim();
    if (text === '' || !team || !status) return;
    change('');
    lastMade.current = createTask({ ...preset, team, status, title: text });
  };
  const close = () => {
    unsentTitles.delete(key);
    board.compose(null);
  };
  const end = async () => {
    close();
    requestAnimationFrame(() => focusBeside(scroller));
    const task = await lastMade.current;
    requestAnimationFrame(() => {
      const isWaiting = scroller?.querySelector('.column-add') === document.activeElement;
      if (task && isWaiting) board.setFocusTarget({ taskId: task.id });
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      add();
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      void end();
    }
  };
  const onBlur = (event: FocusEvent) => {
    const isWithin = event.currentTarget.parentElement?.contains(event.relatedTarget) ?? false;
    if (title.trim() === '' && event.relatedTarget !== null && !isWithin) board.compose(null);
  };
  return (
    <form className="card card-composer" onSubmit={(event) => event.preventDefault()}>
      <GrowingTextArea
        ref={field}
        aria-label={t('board.newTitle', { status: board.nameOf(cell) })}
        placeholder={t('board.titlePlaceholder')}
        value={title}
        maxLength={longestTitle}
        rows={2}
        className="own-direction w-full resize-none bg-transparent outline-none"
        onChange={(event) => change(event.target.value.replaceAll('\n', ' '))}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      <p className="flex items-center gap-1.5 text-meta text-muted">
        <Kbd>↵</Kbd> {t('board.enterAdds')}
        <span className="ms-auto" />
        <Kbd>Esc</Kbd> {t('board.escapeEnds')}
      </p>
      {teams.length > 1 && team && (
        <SmallSelect
          label={t('board.teamOfNew')}
          value={team.id}
          options={teams.map(({ id, name }) => [id, name] as const)}
          onChange={setTeamId}
        />
      )}
      {team && status && !board.grouping && <TemplateButton team={team} status={status} title={title} onMade={close} />}
    </form>
  );
}

/** Takes the focus, and stays visible while cards are added above it. */
function useStayInView(field: RefObject<HTMLTextAreaElement | null>, scroller: HTMLElement | null): void {
  useLayoutEffect(() => {
    const show = () => field.current?.closest('.column-foot')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    field.current?.focus({ preventScroll: true });
    show();
    const cards = scroller?.firstElementChild;
    const observer = new ResizeObserver(show);
    if (cards) observer.observe(cards);
    return () => observer.disconnect();
  }, [field, scroller]);
}

/** The focus returns to the button that opened the field if nothing was typed. */
function focusBeside(scroller: HTMLElement | null): void {
  scroller?.querySelector<HTMLElement>('.column-add')?.focus();
}
