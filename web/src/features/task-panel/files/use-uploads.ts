import { useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { newId } from '../../../lib/new-id.ts';
import { showToast } from '../../../ui/toasts.ts';
import { attach } from '../../../data/attachments/queries.ts';

/** An upload in progress. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  /** The fraction sent, 0 to 1. */
  readonly part: number;
}

/** The uploads in progress, and the function that adds files. */
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
