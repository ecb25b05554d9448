import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { redactorOf } from '../../src/app/redaction.ts';
import { messageOf } from '../../src/base/failure.ts';
import { parseHeartbeats } from '../../src/notifiers/heartbeat/forms.ts';
import { createHeartbeat } from '../../src/notifiers/heartbeat/heartbeat.ts';
import { type Beat, sendBeat } from '../../src/notifiers/heartbeat/services.ts';
import { nothingKnown } from '../../src/report/state.ts';
import { configOf } from '../support/settings.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import {
  answering,
  brokenOff,
  type FaultyServers,
  faultyServers,
  repeating,
  silent,
} from './faulty-servers.ts';

// Each form of a heartbeat at a real server: what goes wrong there, and what comes of it.

interface Form {
  readonly text: string;
  /** Method and path of a beat, as far as it never changes. */
  readonly asks: string;
  readonly taken: string;
  /** What must never be shown. */
  readonly secrets: readonly string[];
  /** What is answered with 200 and is no success. */
  readonly meaningless: readonly string[];
}

const uuid = '5f0c6a12-3b4d-4c5e-8f90-0123456789ab';
const page = '<html>Log in</html>';
const ofHealthchecks = ['OK (not found)', 'OK (rate limited)', page, ''];
const ofKuma = ['{"ok":false,"msg":"Monitor not found or not active."}', page, ''];

const forms: Readonly<Record<string, Form>> = {
  'Healthchecks by its UUID': {
    text: `https://hc-ping.com/${uuid}`,
    asks: `POST /${uuid}`,
    ...{ taken: 'OK', secrets: [uuid], meaningless: ofHealthchecks },
  },
  'Healthchecks by key and slug': {
    text: 'https://hc-ping.com/fqOOd6-F4MMNuCEnzTU01w/home-ddns',
    asks: 'POST /fqOOd6-F4MMNuCEnzTU01w/home-ddns',
    ...{ taken: 'OK', secrets: ['fqOOd6-F4MMNuCEnzTU01w'], meaningless: ofHealthchecks },
  },
  'Healthchecks of the home, under a path and with a password': {
    text: `https://me:p4ss-w1de@nas.lan/hc/ping/${uuid}`,
    asks: `POST /hc/ping/${uuid}`,
    ...{ taken: 'OK', secrets: [uuid, 'p4ss-w1de'], meaningless: ofHealthchecks },
  },
  'Uptime Kuma with the query that it shows': {
    text: 'https://kuma.lan/api/push/q8Zr4Tn2Lw?status=up&msg=OK&ping=',
    asks: 'GET /api/push/q8Zr4Tn2Lw?status=up&msg=',
    ...{ taken: '{"ok":true}', secrets: ['q8Zr4Tn2Lw'], meaningless: ofKuma },
  },
  'Uptime Kuma outright': {
    text: 'kuma+https://kuma.lan/of-mine/q8Zr4Tn2Lw',
    asks: 'GET /of-mine/q8Zr4Tn2Lw?status=up&msg=',
    ...{ taken: '{"ok":true}', secrets: ['q8Zr4Tn2Lw'], meaningless: ofKuma },
  },
  'any URL': {
    text: 'https://beat.example/in/b9Xw3Kd7Ye?key=t5Rv8Jq2',
    asks: 'GET /in/b9Xw3Kd7Ye?key=t5Rv8Jq2',
    ...{ taken: '', secrets: ['b9Xw3Kd7Ye', 't5Rv8Jq2'], meaningless: [] },
  },
};

let servers: FaultyServers;
beforeAll(async () => {
  servers = await faultyServers(['hc-ping.com', 'nas.lan', 'kuma.lan', 'beat.example']);
});
afterAll(() => servers.close());

const well: Beat = { kind: 'success', text: 'success: ok, 1 record in sync', took: 40 };

/** Why a beat was not taken; undefined where it was. */
async function refusal(
  text: string,
  options: Parameters<FaultyServers['client']>[0] = {},
): Promise<string | undefined> {
  const [spec] = parseHeartbeats(text);
  if (!spec) throw new Error('nobody');
  servers.asked.length = 0;
  const sending = { http: servers.client(options), signal: new AbortController().signal };
  return sendBeat(spec, well, sending).catch(messageOf);
}

describe.each(Object.entries(forms))('%s', (_, { text, asks, taken, secrets, meaningless }) => {
  it('is told at a real server with a CA of its own, where that is named', async () => {
    servers.deed = answering(200, taken);

    expect(await refusal(text)).toBeUndefined();
    expect(servers.asked).toEqual([expect.stringContaining(asks)]);
    expect(await refusal(text, { isTrusted: false })).toContain(
      'name the file of that CA in NODE_EXTRA_CA_CERTS',
    );
    expect(servers.asked).toEqual([]);
  });

  it('is given up where nothing is said, where half is said, and where nobody is', async () => {
    servers.deed = silent;
    expect(await refusal(text, { timeout: 200 })).toContain('no answer within 0.2 s');

    servers.deed = brokenOff;
    expect(await refusal(text)).toContain('the connection failed');

    servers.isGone = true;
    const reason = await refusal(text);
    servers.isGone = false;
    expect(reason).toBeTypeOf('string');
  });

  test.each([301, 400, 401, 403, 404, 409, 429, 500, 503])(
    'has not taken it with HTTP %i',
    async (status) => {
      servers.deed = answering(status, taken);

      expect(await refusal(text)).toContain(`answered HTTP ${status}`);
    },
  );

  it('has not taken it with what many a server answers with 200', async () => {
    for (const said of meaningless) {
      servers.deed = answering(200, said);
      expect(await refusal(text)).toContain('answered HTTP 200');
    }
  });

  it('that repeats what it was told makes nothing known', async () => {
    const env = { HEARTBEAT_URL: text };
    const { redact } = redactorOf(configOf(env), env);
    servers.deed = repeating;

    const shown = redact(`${await refusal(text)} ${text}`);

    expect(shown).toContain('answered HTTP 500');
    for (const secret of [...secrets, ...secrets.map((one) => btoa(one))])
      expect(shown).not.toContain(secret);
  });

  it('that is back after an hour is told how it stands then', async () => {
    const clock = new VirtualClock();
    const told: string[] = [];
    const troubles: (string | undefined)[] = [];
    let isBack = false;
    const heartbeat = createHeartbeat({
      ...{ specs: parseHeartbeats(text), clock, every: 60_000 },
      async http({ method = 'GET', url }) {
        told.push(`${method} ${url}`);
        return { status: isBack ? 200 : 503, text: isBack ? taken : '', headers: {} };
      },
      verdict: () => ({ status: 'ok', text: 'ok' }),
      onTrouble: (__, reason) => troubles.push(reason),
    });
    const hour = async () => {
      for (let look = 0; look < 120; look++) {
        heartbeat.observe?.(
          { kind: 'looked', line: 'x', sources: [], nat: undefined, took: 40 },
          nothingKnown,
        );
        await clock.advance(30_000);
      }
    };

    await hour();
    isBack = true;
    await hour();

    expect(told).toHaveLength(120);
    expect(troubles).toEqual([expect.stringContaining('answered HTTP 503'), undefined]);
  });
});
