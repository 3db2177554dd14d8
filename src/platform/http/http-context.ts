import type { HttpBindings } from '@hono/node-server';
import type { Context as HonoContext, Hono } from 'hono';

/** Node's request and response; a request without a connection (in tests) has neither. */
export type Env = { Bindings: Partial<HttpBindings> };
export type HttpContext = HonoContext<Env>;
export type Api = Hono<Env>;
