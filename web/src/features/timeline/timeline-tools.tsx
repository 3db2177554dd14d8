import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChartGantt, Table2 } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { useProjectScope } from '../../data/projects/use-project-scope.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import { zooms } from '../../data/timeline/zooms.ts';
import { FilterButton } from '../filters/filter-button.tsx';
import { TextFilter } from '../filters/text-filter.tsx';
import { ViewsButton } from '../filters/views-button.tsx';
import type { TimelineSearch } from './search.ts';

/** Filters, zoom, the switch between chart and table, and saved views. */
export function TimelineTools({ project }: { project: Project }) {
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/projects/$projectId/timeline' });
  const search = useSearch({ from: '/_session/_shell/projects/$projectId/timeline' });
  const scope = useProjectScope(project);
  const change = (part: TimelineSearch) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...part }), replace: true });
  const { zoom: _zoom, as, ...filter } = search;
  const isTable = as === 'table';
  return (
    <>
      <TextFilter
        q={search.q}
        help={[t('timeline.title'), t('filter.text')]}
        className="w-36 sm:w-40"
        onChange={(q) => change({ q })}
      />
      <FilterButton scope={scope} filter={search} onChange={change} />
      {!isTable && (
        <SmallSelect
          label={t('timeline.zoom')}
          value={search.zoom ?? 'months'}
          isQuiet
          options={zooms.map((one) => [one, t(`timeline.zooms.${one}`)] as const)}
          onChange={(value) => change({ zoom: zooms.find((one) => one === value) })}
        />
      )}
      <IconButton
        label={t(isTable ? 'timeline.asChart' : 'timeline.asTable')}
        onClick={() => change({ as: isTable ? undefined : 'table' })}
      >
        <Icon of={isTable ? ChartGantt : Table2} />
      </IconButton>
      <ViewsButton scope={scope} layout="timeline" search={filter} />
    </>
  );
}
