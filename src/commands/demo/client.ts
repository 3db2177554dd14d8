import { z } from 'zod';
import type { TaskUno } from '../../composition/app.ts';
import { apiPrefix } from '#platform/http/app.ts';

/** Calls the API inside this process, as one person. Replies are read only as far as the demo needs them. */
export interface DemoClient {
  post<Schema extends z.ZodType>(path: string, body: unknown, schema: Schema): Promise<z.output<Schema>>;
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>>;
  /** A change whose reply is not needed. */
  send(method: 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<void>;
}

export const WithId = z.object({ id: z.string() });

function clientOf(app: TaskUno, token: string | null): DemoClient {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const isForm = body instanceof FormData;
    const response = await app.http.request(`${apiPrefix}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
  return {
    post: async (path, body, schema) => schema.parse(await call('POST', path, body)),
    get: async (path, schema) => schema.parse(await call('GET', path)),
    async send(method, path, body) {
      await call(method, path, body);
    },
  };
}

/** Signs in with the password. */
export async function signIn(app: TaskUno, email: string, password: string): Promise<DemoClient> {
  const Session = z.object({ accessToken: z.string() });
  const { accessToken } = await clientOf(app, null).post('/auth/login', { email, password }, Session);
  return clientOf(app, accessToken);
}
