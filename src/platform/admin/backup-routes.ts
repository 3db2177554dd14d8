import { z } from 'zod';
import { conflict } from '../errors.ts';
import { type Route, routeOf } from '../http/route.ts';
import { instanceAdmin } from '../http/rules.ts';
import type { AdminContext } from './context.ts';

const route = routeOf<AdminContext>();

const Backup = z
  .strictObject({
    file: z.string().describe('The full name, for `taskuno restore`.'),
    createdAt: z.iso.datetime(),
    bytes: z.int(),
    isEncrypted: z.boolean(),
  })
  .meta({ id: 'Backup' });

const BackupRun = z
  .strictObject({
    state: z.enum(['running', 'done', 'failed', 'stopped']).describe('stopped: its process ended before it.'),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    bytes: z.int().describe('Of rows and attachments so far.'),
    expectedBytes: z.int().nullable().describe('Of the last complete backup.'),
    file: z.string().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'BackupRun' });

const Backups = z
  .strictObject({
    target: z.string().describe('The folder or bucket.'),
    schedule: z.string().nullable().describe('Five cron fields in UTC; null if the server makes none by itself.'),
    isEncrypted: z.boolean().describe('Whether new backups are encrypted.'),
    withKeys: z.boolean().describe('Whether new backups contain the keys of the installation.'),
    run: BackupRun.nullable().describe('The last backup by the server.'),
    items: z.array(Backup).describe('Newest first.'),
    problem: z.string().nullable().describe('Why the folder or bucket can’t be read.'),
  })
  .meta({ id: 'Backups' });

export const backupRoutes: Route<AdminContext>[] = [
  route({
    method: 'get',
    path: '/admin/backups',
    summary: 'List the backups, with the progress of the one that runs',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: Backups },
    handle: (ctx) => ctx.backups.read(),
  }),
  route({
    method: 'post',
    path: '/admin/backups',
    summary: 'Make a backup now, in a process that runs jobs',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 202, body: z.strictObject({ started: z.literal(true) }).meta({ id: 'StartedBackup' }) },
    handle: async (ctx) => {
      if (!(await ctx.backups.start()))
        throw conflict('backup-running', 'A backup is being made. Wait until it is done.');
      return { started: true as const };
    },
  }),
];
