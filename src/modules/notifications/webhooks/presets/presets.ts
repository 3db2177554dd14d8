import type { WebhookPreset } from '../../contract.ts';
import { discord } from './discord.ts';
import { googleChat } from './google-chat.ts';
import { gotify } from './gotify.ts';
import { matrix } from './matrix.ts';
import { mattermost } from './mattermost.ts';
import { ntfy } from './ntfy.ts';
import type { Preset } from './preset.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { telegram } from './telegram.ts';

/** How each product takes messages. `standard` is not among them: it gets the signed event itself. */
export const presets: Readonly<Record<Exclude<WebhookPreset, 'standard'>, Preset>> = {
  slack,
  mattermost,
  discord,
  teams,
  telegram,
  matrix,
  googlechat: googleChat,
  ntfy,
  gotify,
};
