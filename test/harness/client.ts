import type { TaskUno } from '../../src/composition/app.ts';

/** A reply as the tests look at it. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface RequestExtras {
  readonly headers?: Record<string, string>;
  readonly raw?: string | FormData;
}

/** Speaks HTTP to the app, in process, as one caller. */
export interface Client {
  request<Body = Record<string, never>>(
    method: string,
    path: string,
    body?: unknown,
    extras?: RequestExtras,
  ): Promise<Answer<Body>>;
  get<Body = any>(path: string, extras?: RequestExtras): Promise<Answer<Body>>;
  post<Body = any>(path: string, body?: unknown, extras?: RequestExtras): Promise<Answer<Body>>;
  patch<Body = any>(path: string, body?: unknown, extras?: RequestExtras): Promise<Answer<Body>>;
  put<Body = any>(path: string, body?: unknown, extras?: RequestExtras): Promise<Answer<Body>>;
  delete<Body = any>(path: string, body?: unknown, extras?: RequestExtras): Promise<Answer<Body>>;
}

export function clientOf(app: TaskUno, credentials: Record<string, string> = {}): Client {
  async function request<Body>(
    method: string,
    path: string,
    body?: unknown,
    extras: RequestExtras = {},
  ): Promise<Answer<Body>> {
    const isJson = body !== undefined || typeof extras.raw === 'string';
    const response = await app.http.request(
      path.startsWith('/api') || path.startsWith('/health') ? path : `/api/v1${path}`,
      {
        method,
        headers: { ...credentials, ...(isJson ? { 'content-type': 'application/json' } : {}), ...extras.headers },
        body: extras.raw ?? (body === undefined ? null : JSON.stringify(body)),
      },
    );
    const text = await response.text();
    const parsed = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    return { status: response.status, body: parsed as Body, headers: response.headers };
  }
  const verb = (method: string) => (path: string, body?: unknown, extras?: RequestExtras) =>
    request<any>(method, path, body, extras);
  return {
    request,
    get: (path, extras) => request('GET', path, undefined, extras),
    post: verb('POST'),
    patch: verb('PATCH'),
    put: verb('PUT'),
    delete: verb('DELETE'),
  };
}

/** The cookie that a reply sets, as a browser sends it back. */
export function cookieOf({ headers }: Pick<Answer<unknown>, 'headers'>): string {
  return (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}
