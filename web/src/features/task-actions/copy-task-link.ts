import i18next from 'i18next';
import { basePath } from '../../lib/base-path.ts';
import { copyText } from '../../lib/copy-text.ts';
import { showToast } from '../../ui/toasts.ts';

/** Copies the address of a task; where the browser refuses, shows it. */
export async function copyTaskLink(taskId: string): Promise<void> {
  const address = `${location.origin}${basePath}/tasks/${taskId}`;
  try {
    await copyText(address);
    showToast({ text: i18next.t('task.linkCopied') });
  } catch {
    showToast({ tone: 'danger', text: i18next.t('copying.failed'), detail: address });
  }
}
