import { existsSync } from 'node:fs';
import { type Config, readConfig } from '#platform/startup/config.ts';

/** The configuration from the environment and from `.env`, as the server reads it. */
export function settings(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env, process.stdout.isTTY);
}
