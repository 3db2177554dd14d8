import { useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { newId } from '../../../lib/new-id.ts';
import { showToast } from '../../../ui/toasts.ts';
import { attach } from '../../../data/attachments/queries.ts';

/** A file on its way. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  /** What part of it was sent, 0 to 1. */
  readonly part: number;
}

/** Files that are being added to a task, and how to add more. */
export function useUploads(taskId: string) {
  const { t } = useTexts();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);

  async function add(file: File): Promise<void> {
    const id = newId();
    const setProgress = (part: number) =>
      setUploads((before) => before.map((one) => (one.id === id ? { ...one, part } : one)));
    setUploads((before) => [...before, { id, name: file.name, part: 0 }]);
    try {
      await attach(taskId, file, setProgress);
    } catch (error) {
      const retry = { label: t('common.retry'), run: () => void add(file) };
      const text = t('attachments.failed', { name: file.name });
      showToast({ tone: 'danger', text, detail: problemText(error), action: retry });
    } finally {
      setUploads((before) => before.filter((one) => one.id !== id));
    }
  }

  return {
    uploads,
    addAll: (files: Iterable<File>) => {
      for (const file of files) void add(file);
    },
  };
}
