import { basePath } from '../../lib/base-path.ts';
import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Attachment } from '../../api/types.ts';
import { upload } from '../../api/upload.ts';
import { refreshTask } from '../tasks/queries.ts';
import { keys } from './keys.ts';

export const attachmentsQuery = (taskId: string) =>
  queryOptions({
    queryKey: keys.of(taskId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: taskId }, query: { limit: 200 } };
      return (await body(api.GET('/tasks/{id}/attachments', { params, signal }))).items;
    },
  });

/** The address of the file: pictures are shown from there, everything else is downloaded. */
export function attachmentHref({ id }: Pick<Attachment, 'id'>): string {
  return `${basePath}/api/v1/attachments/${id}`;
}

export function isPicture({ contentType }: Pick<Attachment, 'contentType'>): boolean {
  return contentType.startsWith('image/');
}

/** @throws Problem `too-large`. */
export async function attach(taskId: string, file: File, onProgress: (part: number) => void): Promise<Attachment> {
  const attachment = await upload<Attachment>(`/tasks/${taskId}/attachments`, file, onProgress);
  await refresh(taskId);
  return attachment;
}

export async function detach({ id, taskId }: Attachment): Promise<void> {
  await body(api.DELETE('/attachments/{id}', { params: { path: { id } } }));
  await refresh(taskId);
}

async function refresh(taskId: string): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: keys.of(taskId) }), refreshTask(taskId)]);
}
