import type { Service } from './notifier.ts';
import { apprise } from './services/apprise.ts';
import { bark } from './services/bark.ts';
import { discord } from './services/discord.ts';
import { generic } from './services/generic.ts';
import { gotify } from './services/gotify.ts';
import { matrix } from './services/matrix.ts';
import { mattermost } from './services/mattermost.ts';
import { ntfy } from './services/ntfy.ts';
import { pushover } from './services/pushover.ts';
import { signal } from './services/signal.ts';
import { slack } from './services/slack.ts';
import { smtp } from './services/smtp.ts';
import { telegram } from './services/telegram.ts';
import { webhook } from './services/webhook.ts';

/** Whom `NOTIFY_URLS` can name. */
export const services: readonly Service[] = [
  ...[ntfy, gotify, discord, slack, telegram, pushover, matrix, mattermost, smtp, signal, bark],
  ...[webhook, generic, apprise],
];
