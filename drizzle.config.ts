import { defineConfig } from 'drizzle-kit';

// One module at a time, each with a folder of its own: MODULE=tasks npm run migrations:generate
const module = process.env['MODULE'] ?? 'tasks';

export default defineConfig({
  dialect: 'postgresql',
  schema:
    module === 'platform'
      ? './src/platform/events/schema.ts'
      : [`./src/modules/${module}/schema.ts`, `./src/modules/${module}/schema/*.ts`],
  out: `./migrations/${module}`,
  casing: 'snake_case',
});
