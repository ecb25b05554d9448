import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageStart } from '../../../support/image-start.ts';
import { kept } from '../home.ts';
import type { Program } from './program.ts';

const dist = fileURLToPath(new URL('../../../../dist', import.meta.url));

export const ours: Program = {
  name: 'homemade-ddns',
  // The image's own Node.js is the same version from the same makers.
  path: process.execPath,
  version: ['--version'],
  periods: { usual: 30, shortest: 1, quick: 10 },
  start: ({ binary, authority, period, more }) => ({
    command: [...imageStart.launcher, binary, join(dist, 'homemade-ddns.mjs')],
    env: {
      ...imageStart.env,
      DOMAIN: kept.zone,
      RECORDS: kept.relative,
      CLOUDFLARE_API_TOKEN: kept.token,
      NODE_EXTRA_CA_CERTS: authority,
      ...(period === undefined ? {} : { SCHEDULE: `*/${period} * * * * *` }),
      ...more,
    },
    healthCheck: [binary, join(dist, 'healthcheck.mjs')],
  }),
  files: () =>
    readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
};
