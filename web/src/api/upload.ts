import { refusalIn } from './client.ts';
import { deferred } from '../lib/deferred.ts';
import { basePath } from '../lib/base-path.ts';
import { networkProblem } from '../lib/problem.ts';

/**
 * Sends a file and reports its progress, which fetch cannot do.
 * @param onProgress Called with the fraction sent, 0 to 1.
 * @throws Problem for every status but 2xx.
 */
export function upload<Reply>(path: string, file: File, onProgress: (part: number) => void): Promise<Reply> {
  const { promise, resolve, reject } = deferred<Reply>();
  const request = new XMLHttpRequest();
  request.upload.addEventListener('progress', ({ loaded, total }) => total > 0 && onProgress(loaded / total));
  request.addEventListener('error', (event) => reject(networkProblem(event)));
  request.addEventListener('load', () => {
    const reply = parsed(request.responseText);
    if (request.status < 300) resolve(reply as Reply);
    else reject(refusalIn(reply, new Response(null, { status: request.status, statusText: request.statusText })));
  });
  const form = new FormData();
  form.append('file', file, file.name);
  request.open('POST', `${basePath}/api/v1${path}`);
  request.send(form);
  return promise;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
