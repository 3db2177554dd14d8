import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Backup } from '../../api/types.ts';
import { formatBytes } from '../../i18n/bytes.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';

/** A backup, and the commands that restore it. */
export function BackupRow({ backup: { file, createdAt, bytes, isEncrypted } }: { backup: Backup }) {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const name = file.replace(/\?.*$/, '').split('/').at(-1) ?? file;
  return (
    <li className="grid gap-3 border-b border-line py-3 last:border-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <h3 className="font-medium">
            <bdi dir="ltr" className="wrap-anywhere">
              {name}
            </bdi>
          </h3>
          <p className="flex flex-wrap gap-x-3 text-meta text-muted">
            <Ago moment={createdAt} />
            <span>{formatBytes(bytes)}</span>
            {isEncrypted && <span>{t('backups.encrypted')}</span>}
          </p>
        </div>
        <Button
          aria-expanded={isOpen}
          aria-label={t('backups.restoreNamed', { name })}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t('backups.restore')}
        </Button>
      </div>
      {isOpen && <RestoreSteps file={file} isEncrypted={isEncrypted} />}
    </li>
  );
}

/** A restore needs a stopped server, so it is made with commands. */
function RestoreSteps({ file, isEncrypted }: Pick<Backup, 'file' | 'isEncrypted'>) {
  const { t } = useTexts();
  const identity = isEncrypted ? ' --identity key.txt' : '';
  // The address of a bucket contains characters of the shell.
  const quoted = `'${file.replaceAll("'", "'\\''")}'`;
  const commands = [
    { label: t('backups.steps.verify'), text: `taskuno backup verify${identity} ${quoted}` },
    { label: t('backups.steps.fresh'), text: `DATA_DIR=/srv/taskuno-restored taskuno restore${identity} ${quoted}` },
    { label: t('backups.steps.replace'), text: `taskuno restore --force${identity} ${quoted}` },
  ];
  return (
    <div className="grid gap-3 rounded-normal bg-hover p-4">
      <p className="text-soft">{t('backups.steps.text')}</p>
      {commands.map((command) => (
        <CopyField key={command.label} {...command} />
      ))}
      {isEncrypted && <p className="text-meta text-muted">{t('backups.steps.identity')}</p>}
    </div>
  );
}
