import { ChevronsDownUp, ChevronsUpDown, Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatPercent } from '../../i18n/numbers.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { Zoom } from './use-zoom.ts';

interface ChartToolsProps {
  readonly zoom: Zoom;
  readonly onFit: () => void;
  readonly onOpenAll: () => void;
  readonly onCloseAll: () => void;
}

/** Zoom, and expanding and collapsing. */
export function ChartTools({ zoom, onFit, onOpenAll, onCloseAll }: ChartToolsProps) {
  const { t } = useTexts();
  return (
    <div role="toolbar" aria-label={t('chart.tools')} className="chart-tools">
      <IconButton label={t('chart.openAll')} shortcut="*" onClick={onOpenAll}>
        <Icon of={ChevronsUpDown} className="rotate-90" />
      </IconButton>
      <IconButton label={t('chart.closeAll')} onClick={onCloseAll}>
        <Icon of={ChevronsDownUp} className="rotate-90" />
      </IconButton>
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <IconButton label={t('chart.zoomOut')} shortcut="-" onClick={zoom.out}>
        <Icon of={ZoomOut} />
      </IconButton>
      <button
        type="button"
        title={t('chart.zoomReset')}
        onClick={zoom.reset}
        className="tap figure relative h-7 w-12 rounded-[6px] text-meta text-muted hover:bg-hover hover:text-ink"
      >
        {formatPercent(zoom.scale)}
        <span className="sr-only"> {t('chart.zoomReset')}</span>
      </button>
      <IconButton label={t('chart.zoomIn')} shortcut="+" onClick={zoom.in}>
        <Icon of={ZoomIn} />
      </IconButton>
      <IconButton label={t('chart.fit')} onClick={onFit}>
        <Icon of={Maximize} />
      </IconButton>
    </div>
  );
}
