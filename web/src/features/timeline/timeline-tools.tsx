import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChartGantt, Table2 } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import { zooms } from '../../data/timeline/zooms.ts';
import type { TimelineSearch } from './search.ts';

/** Zoom, and the switch between chart and table. */
export function TimelineTools() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const search = useSearch({ from: '/_session/_shell/projects/$projectId/timeline' });
  const look = (next: TimelineSearch) => void navigate({ to: '.', search: next, replace: true });
  const { view, zoom = 'months' } = search;
  const isTable = view === 'table';
  return (
    <>
      {!isTable && (
        <SmallSelect
          label={t('timeline.zoom')}
          value={zoom}
          isQuiet
          options={zooms.map((one) => [one, t(`timeline.zooms.${one}`)] as const)}
          onChange={(value) => {
            const next = zooms.find((one) => one === value);
            if (next) look({ ...search, zoom: next });
          }}
        />
      )}
      <IconButton
        label={t(isTable ? 'timeline.asChart' : 'timeline.asTable')}
        onClick={() => look({ ...(search.zoom ? { zoom: search.zoom } : {}), ...(isTable ? {} : { view: 'table' }) })}
      >
        <Icon of={isTable ? ChartGantt : Table2} />
      </IconButton>
    </>
  );
}
