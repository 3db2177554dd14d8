import { existsSync } from 'node:fs';
import { type Config, readConfig } from '#platform/startup/config.ts';

/** Reads the configuration from the environment and from `.env`, as the server does. */
export function settings(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env, process.stdout.isTTY);
}
