import { OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { apiPrefix } from './app.ts';
import type { Route } from './route.ts';

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    publicUrl: z.string().optional().describe('For `bad-origin`: the address configured for the server.'),
    part: z.string().optional().describe('For `part-away`: the module of the server that is unavailable.'),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

/** The part of a module that the document needs: no database, no context. */
export interface DocumentedGroup {
  readonly module: string;
  readonly routes: readonly Route<never>[];
}

/** The OpenAPI 3.1 document of all routes, from the schemas that validate their requests. */
export function openApiDocument(groups: readonly DocumentedGroup[], version: string, basePath = ''): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'taskuno_session' });
  for (const group of groups) for (const route of group.routes) registry.registerPath(pathOf(group, route));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'TaskUno',
      version,
      description: 'Organizations, teams, projects and tasks.',
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: basePath + apiPrefix }],
    tags: groups.map(({ module }) => ({ name: module, description: `The ${module} module.` })),
  });
  return nullableReferences(document) as object;
}

/**
 * The generator writes "this component or null" as `allOf` of the component and a nullable object, which null never
 * satisfies. This rewrites it to `anyOf`.
 */
function nullableReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nullableReferences);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, nullableReferences(inner)] as const);
  const { allOf, ...others } = Object.fromEntries(entries);
  if (!Array.isArray(allOf)) return Object.fromEntries(entries);
  const rest = allOf.filter((part: { type?: unknown }) => !(Array.isArray(part.type) && part.type.includes('null')));
  if (rest.length === allOf.length) return { allOf, ...others };
  return { anyOf: [...rest, { type: 'null' }], ...others };
}

function pathOf(group: DocumentedGroup, route: Route<never>): RouteConfig & { 'x-rule': string } {
  const params = pathParameters(route.path);
  const { query, body } = route;
  return {
    method: route.method,
    path: route.path,
    operationId: operationId(route),
    summary: route.summary,
    tags: [group.module],
    security: route.rule.credentials === 'none' ? [] : [{ bearer: [] }, { session: [] }],
    'x-rule': route.rule.name,
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query: query as z.ZodObject } : {}),
      ...(body
        ? {
            body: {
              required: true,
              content: { [bodyType(route)]: { schema: body } },
            },
          }
        : {}),
    },
    responses: responsesOf(route),
  };
}

function bodyType({ upload, textBody }: Route<never>): string {
  if (textBody) return '*/*';
  return upload ? 'multipart/form-data' : 'application/json';
}

/** `post /teams/{id}/tasks` → `postTeamsIdTasks`: stable, and as unique as the path. */
function operationId({ method, path }: Route<never>): string {
  const words = path.split(/[^a-zA-Z0-9]+/).filter(Boolean);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function pathParameters(path: string): z.ZodObject | undefined {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return names.length > 0 ? z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) : undefined;
}

const page = { 'text/html': { schema: z.string() } };

function responsesOf(route: Route<never>): RouteConfig['responses'] {
  const success = { [route.reply.status]: route.reply.body, ...route.otherReplies };
  const described = Object.entries(success).map(([status, schema]) => [
    status,
    schema
      ? { description: route.reply.description ?? 'Done.', content: { 'application/json': { schema } } }
      : { description: route.reply.description ?? 'Done.', ...(route.htmlPage ? { content: page } : {}) },
  ]);
  const problem = { description: 'Problem details.', content: { 'application/problem+json': { schema: Problem } } };
  const others = route.reply.status < 300 ? {} : { default: problem };
  const refused = route.htmlPage ? { ...problem, content: { ...problem.content, ...page } } : problem;
  return { ...Object.fromEntries(described), ...others, '4XX': refused, '5XX': problem };
}
