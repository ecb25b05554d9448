import { afterEach, expect, it } from 'vitest';
import { vultrKey, vultrServer } from '../providers/hosts/vultr/service.ts';
import { type Fault, hang } from '../world/faults.ts';
import type { PretendServer } from '../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../world/zone.ts';
import { credentials, type House, house, inSync, messages, until } from './house.ts';

let home: House;
let other: PretendServer;
afterEach(async () => {
  await home.stop();
  await other.stop();
});

const slow: Fault = { kind: 'slow', ms: 9_000 };
const limited: Fault = {
  kind: 'answer',
  status: 429,
  headers: { 'retry-after': '3600' },
  body: '{"error":"slow down"}',
};

it.each([
  ['answers in 9 s', slow],
  ['is limited for an hour', limited],
  ['hangs', hang],
])('a change reaches a target of one account while the account of another %s', async (_, fault) => {
  home = await house();
  const zone = pretendZone('example.org');
  other = await vultrServer({ zones: pretendZones(zone) });
  const program = await home.start({
    ...credentials.v1,
    TIMEOUT: '60s',
    DOMAIN_2: 'example.org',
    RECORDS_2: 'home',
    PROVIDER_2: 'vultr',
    VULTR_API_KEY_2: vultrKey,
    VULTR_API_URL_2: `${other.url}/v2`,
  });
  await inSync(program);

  other.faults.inject(fault);
  const follows = async () => {
    const { ipv4 } = home.isp.change();
    await until(() => home.zone.values('home', 'A').join() === ipv4, `the healthy one says ${ipv4}`);
    await until(() => messages(program, 'Record changed').some(({ to }) => to === ipv4), 'it is told');
  };
  await follows();
  await follows();

  // The other one is not confirmed by then, so nothing waited for it.
  expect(messages(program, 'Record changed').filter(({ zone: of }) => of === 'example.org')).toHaveLength(1);
});
