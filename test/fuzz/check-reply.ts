import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApi, Operation } from './document.ts';

export interface SeenReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Checks replies against the document and describes what is wrong. */
export type CheckReply = (operation: Operation, reply: SeenReply) => string[];

/** What a problem must never contain: paths, stacks, SQL, names of database objects. */
const internals =
  /node_modules|\/src\/|\.ts:\d|\n\s+at |\bselect\b.+\bfrom\b|duplicate key|violates|relation "|column "|syntax error|ECONN|ENOENT|EMFILE|postgres(?!ql:\/\/)|TypeError|undefined is not|Cannot read/i;

const requiredHeaders = ['x-request-id', 'x-content-type-options', 'content-security-policy', 'cache-control'];

/** @returns a check that compiles each schema once. */
export function replyChecker(document: OpenApi): CheckReply {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  formats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (pointer: string): ValidateFunction => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` });
    compiled.set(pointer, validate);
    return validate;
  };

  return (operation, { status, headers, body }) => {
    const faults: string[] = [];
    if (status >= 500) faults.push(`answers ${status}: ${body.slice(0, 300)}`);
    const declared = declaredAs(operation, status);
    if (declared === null) return [...faults, `status ${status} is not declared`];
    for (const name of requiredHeaders) if (!headers.has(name)) faults.push(`the header ${name} is missing`);
    const contents = Object.keys(operation.responses[declared]?.content ?? {});
    if (contents.length === 0)
      return body === '' || status < 300 ? faults : [...faults, 'has a body that is not declared'];
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    if (!contents.includes(type)) {
      // A picture, an archive or a stream is not JSON.
      return status < 300 && !type.includes('json') ? faults : [...faults, `content type ${type} is not declared`];
    }
    if (!type.includes('json')) return faults;
    const value: unknown = JSON.parse(body);
    const validate = validatorOf(
      `/paths/${escaped(operation.path)}/${operation.method.toLowerCase()}/responses/${declared}/content/${escaped(type)}/schema`,
    );
    if (!validate(value)) faults.push(`${status} breaks its schema: ${ajv.errorsText(validate.errors)}`);
    if (type === 'application/problem+json') {
      if (internals.test(body)) faults.push(`a problem tells internals: ${body.slice(0, 300)}`);
      const { status: problem, requestId } = value as { status?: unknown; requestId?: unknown };
      if (problem !== status) faults.push(`a problem tells status ${String(problem)} with ${status}`);
      if (requestId !== headers.get('x-request-id')) faults.push('a problem tells another request id than its header');
    }
    return faults;
  };
}

/** The document's response for a status; null if there is none. */
function declaredAs({ responses }: Operation, status: number): string | null {
  const keys = [String(status), `${String(status)[0]}XX`, 'default'];
  return keys.find((key) => key in responses) ?? null;
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
