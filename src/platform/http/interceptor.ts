import type { IncomingMessage, ServerResponse } from 'node:http';

/** Looks at a request before the API does. Returns true if it handles the request. */
export type Interceptor = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
