import { expect, test } from 'vitest';
import { ipv4, ipv6, sentBy } from './played.ts';
import { basic, describeRow, dyndns2Answers, type Row } from './row.ts';

// Those that do as the protocol has it: https://help.dyn.com/perform-update.html
const auth = basic('user', 'pass');

/** The URLs for IPv4 and for IPv6 of each, as its source has them; null where it has none. */
const services: Readonly<Record<string, readonly [string, string | null]>> = {
  dnsomatic: [
    'https://updates.dnsomatic.com/nic/update?wildcard=NOCHG&mx=NOCHG&backmx=NOCHG&hostname=home.example.com&myip=192.0.2.10',
    null,
  ],
  dode: [
    'https://ddns.do.de/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://ddns.do.de/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  dyn: [
    'https://members.dyndns.org/v3/update?hostname=home.example.com&myip=192.0.2.10',
    'https://members.dyndns.org/v3/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  // https://www.itsdns.de/dynupdatehelp.htm
  itsdns: [
    'https://www.itsdns.de/update.php?hostname=home.example.com&myip=192.0.2.10',
    'https://www.itsdns.de/update.php?hostname=home.example.com&myip=2001:db8::10',
  ],
  oray: ['https://ddns.oray.com/ph/update?hostname=home.example.com&myip=192.0.2.10', null],
  joker: [
    'https://svc.joker.com/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://svc.joker.com/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  'luadns-dyndns': [
    'https://app.luadns.com/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://app.luadns.com/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  nicru: [
    'https://api.nic.ru/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://api.nic.ru/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  nowdns: [
    'https://now-dns.com/update?hostname=home.example.com&myip=192.0.2.10',
    'https://now-dns.com/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  'ovh-dynhost': [
    'https://www.ovh.com/nic/update?system=dyndns&hostname=home.example.com&myip=192.0.2.10',
    'https://www.ovh.com/nic/update?system=dyndns&hostname=home.example.com&myip=2001:db8::10',
  ],
  'simply-dyndns': [
    'https://ddns.simply.com/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://ddns.simply.com/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  dyfi: [
    'https://www.dy.fi/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://www.dy.fi/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  dyndnsit: [
    'https://update.dyndns.it/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://update.dyndns.it/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  pubyun: [
    'https://members.3322.org/dyndns/update?hostname=home.example.com&myip=192.0.2.10',
    'https://members.3322.org/dyndns/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  schokokeks: [
    'https://dyndns.schokokeks.org/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://dyndns.schokokeks.org/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  udmedia: [
    'https://www.udmedia.de/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://www.udmedia.de/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  strato: [
    'https://dyndns.strato.com/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://dyndns.strato.com/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
  'websupport-dyndns': [
    'https://dyndns.websupport.sk/nic/update?hostname=home.example.com&myip=192.0.2.10',
    'https://dyndns.websupport.sk/nic/update?hostname=home.example.com&myip=2001:db8::10',
  ],
};

for (const [name, [one, other]] of Object.entries(services)) {
  const prefix = name.toUpperCase().replaceAll('-', '_');
  describeRow(name, {
    values: { [`${prefix}_USERNAME`]: 'user', [`${prefix}_PASSWORD`]: 'pass' },
    requests: [
      { ipv4, sent: [`GET ${one}\n${auth}`] },
      ...(other === null ? [] : [{ ipv4, ipv6, sent: [`GET ${one}\n${auth}`, `GET ${other}\n${auth}`] }]),
    ],
    // Of those without a record there is nobody to be asked, so that both come to the same.
    answers: name === 'dnsomatic' ? withoutRecord(dyndns2Answers) : dyndns2Answers,
  });
}

describeRow('dyndns2', {
  values: {
    DYNDNS2_URL: 'https://ddns.example.net/nic/update',
    DYNDNS2_USERNAME: 'user',
    DYNDNS2_PASSWORD: 'pass',
  },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        `GET https://ddns.example.net/nic/update?hostname=home.example.com&myip=192.0.2.10\n${auth}`,
        `GET https://ddns.example.net/nic/update?hostname=home.example.com&myip=2001:db8::10\n${auth}`,
      ],
    },
  ],
  answers: dyndns2Answers,
});

describeRow('opendns', {
  values: { OPENDNS_USERNAME: 'me@example.org', OPENDNS_PASSWORD: 'pass', OPENDNS_NETWORK: 'my_home' },
  requests: [
    {
      ipv4,
      sent: [
        `GET https://updates.opendns.com/nic/update?hostname=my_home&myip=192.0.2.10\n${basic('me@example.org', 'pass')}`,
      ],
    },
  ],
  answers: withoutRecord(dyndns2Answers),
});

describeRow('tunnelbroker', {
  values: { TUNNELBROKER_USERNAME: 'user', TUNNELBROKER_PASSWORD: 'pass', TUNNELBROKER_TUNNEL: '123456' },
  requests: [
    { ipv4, sent: [`GET https://ipv4.tunnelbroker.net/nic/update?hostname=123456&myip=192.0.2.10\n${auth}`] },
  ],
  answers: withoutRecord(dyndns2Answers),
});

// https://help.dyn.com/perform-update.html: up to 20 hosts of one account in a call.
test('dyn is told of several hosts in one call', async () => {
  const values = { DYN_USERNAME: 'user', DYN_PASSWORD: 'pass' };
  const hosts = ['a.dyndns.org', 'b.dyndns.org'];

  expect(await sentBy('dyn', values, { hosts, ipv4 })).toEqual([
    `GET https://members.dyndns.org/v3/update?hostname=a.dyndns.org,b.dyndns.org&myip=192.0.2.10\n${auth}`,
  ]);
});

function withoutRecord(answers: Row['answers']): Row['answers'] {
  return answers.map(([answer, meaning]) => [answer, meaning === 'changed' ? 'unchanged' : meaning] as const);
}
