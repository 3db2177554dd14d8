import type { BodyOf, Method } from './reply-types.ts';

/** A reply as the tests see it. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface RequestExtras {
  readonly headers?: Record<string, string>;
  readonly raw?: string | FormData;
}

/** The app, in this process or at an address. */
export interface Reachable {
  readonly http: { request(path: string, init: RequestInit): Response | Promise<Response> };
}

/** What listens at an address, as the tests' clients take it. */
export function reachableAt(url: string): Reachable {
  return { http: { request: (path, init) => fetch(url + path, init) } };
}

/** Sends HTTP requests to the app as one caller. The type of a reply follows from method and path. */
export interface Client {
  request<const Path extends string>(
    method: string,
    path: Path | string,
    body?: unknown,
    extras?: RequestExtras,
  ): Promise<Answer<BodyOf<Method, Path>>>;
  get<const Path extends string>(path: Path | string, extras?: RequestExtras): Promise<Answer<BodyOf<'get', Path>>>;
  post: Call<'post'>;
  patch: Call<'patch'>;
  put: Call<'put'>;
  delete: Call<'delete'>;
}

type Call<M extends Method> = <const Path extends string>(
  path: Path | string,
  body?: unknown,
  extras?: RequestExtras,
) => Promise<Answer<BodyOf<M, Path>>>;

export function clientOf(app: Reachable, credentials: Record<string, string> = {}): Client {
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
  return {
    request,
    get: (path, extras) => request('GET', path, undefined, extras),
    post: (path, body, extras) => request('POST', path, body, extras),
    patch: (path, body, extras) => request('PATCH', path, body, extras),
    put: (path, body, extras) => request('PUT', path, body, extras),
    delete: (path, body, extras) => request('DELETE', path, body, extras),
  };
}

/** The cookie that a reply sets, as a browser sends it back. */
export function cookieOf({ headers }: Pick<Answer<unknown>, 'headers'>): string {
  return (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}
