import { mkdir, readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { openApiDocument } from '../src/platform/http/openapi.ts';
import { routeGroups } from '../src/composition/route-groups.ts';

// Writes the browser app's types from the OpenAPI document. With --check it only reports whether they are stale.

const file = new URL('../web/src/api/schema.d.ts', import.meta.url);
const document = openApiDocument(routeGroups, '0');
const types = `// Generated from the OpenAPI document: npm run api:types\n\n${astToString(await openapiTS(document))}`;

if (process.argv.includes('--check')) {
  const current = await readFile(file, 'utf8').catch(() => '');
  if (current !== types) {
    process.stderr.write('web/src/api/schema.d.ts is stale: npm run api:types\n');
    process.exit(1);
  }
} else {
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, types);
}
