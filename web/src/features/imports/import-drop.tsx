import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { requestImport } from '../../data/imports/queries.ts';

interface ImportDropProps {
  readonly organizationId: string;
  readonly teamId?: string | undefined;
  readonly isDryRun: boolean;
}

/** Accepts a Trello export by drop or selection, then shows the import's progress. */
export function ImportDrop({ organizationId, teamId, isDryRun }: ImportDropProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [isOver, setOver] = useState(false);
  const send = useMutation({
    mutationFn: (file: File) => requestImport({ organizationId, teamId, isDryRun, file }),
    onSuccess: ({ id }) => navigate({ to: '/imports/$importId', params: { importId: id } }),
  });
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !send.isPending) send.mutate(file);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <div className="grid gap-3">
      <label
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={classNames(
          'flex cursor-pointer items-center gap-4 rounded-normal border border-dashed p-4 transition-colors',
          'hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent',
          isOver ? 'border-accent bg-accent-wash' : 'border-line-strong',
        )}
      >
        <input
          type="file"
          accept=".json,application/json"
          className="sr-only"
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
        <Icon of={FileUp} size={24} className="text-accent-text" />
        <span className="grid">
          <span className="font-medium">{t(send.isPending ? 'imports.uploading' : 'imports.drop')}</span>
          <span className="text-soft">{t('imports.where')}</span>
        </span>
      </label>
      <FormProblem>{send.error && problemText(send.error)}</FormProblem>
    </div>
  );
}
