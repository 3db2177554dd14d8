import { vi } from 'vitest';

// For tests without a server. Import it first: the client takes the `Request` that it finds.

export interface Call {
  /** Such as `POST /tasks/bulk`. */
  readonly what: string;
  readonly body: unknown;
  readonly headers: Headers;
}

/** An address in a page is relative to it, and Node knows of no page. */
class PageRequest extends Request {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === 'string' ? new URL(input, 'http://localhost') : input, init);
  }
}
vi.stubGlobal('Request', PageRequest);

/** Answers calls of the API as `answer` says; returns the calls as they come. */
export function answerWith(answer: (call: Call) => unknown): readonly Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const call = {
      what: `${request.method} ${pathname.replace('/api/v1', '')}${search}`,
      body: text === '' ? null : JSON.parse(text),
      headers: request.headers,
    };
    calls.push(call);
    const given = await answer(call);
    return given instanceof Response ? given : Response.json(given);
  });
  return calls;
}

export function refusal(status: number, code: string): Response {
  return Response.json({ status, code, detail: code }, { status });
}
