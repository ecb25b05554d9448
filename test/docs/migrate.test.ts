import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';

// What each of the other programs can be told to use, as its sources had it on 30 November 2026.
const rivals: Readonly<Record<string, string>> = {
  'qdm12/ddns-updater':
    'aliyun allinkl bunny changeip cloudflare custom dd24 ddnss desec digitalocean dnsomatic dnspod domeneshop dondominio dreamhost duckdns dyn dynu dynv6 easydns freedns gandi gcp gigahostno godaddy goip he hetzner hetznercloud hostinger infomaniak inwx ionos ipv64 linode loopia luadns myaddr namecheap namecom namesilo netcup njalla noip nowdns opendns ovh porkbun route53 scaleway selfhostde servercow spaceship spdyn strato variomedia vercel vultr zoneedit',
  'jeessy2/ddns-go':
    'alidns aliesa tencentcloud trafficroute dnspod dnsla cloudflare huaweicloud callback baiducloud porkbun godaddy namecheap namesilo vercel dynadot dynv6 spaceship nowcn eranet tnethk gcore edgeone nsone name_com rainyun hipmdnsmgr cloudns desec',
  ddclient:
    '1984 changeip cloudflare cloudns ddns.fm ddnss digitalocean dinahosting directnic dnsmadeeasy dondominio dslreports1 domeneshop duckdns dynadot dyndns1 dyndns2 dynu easydns freedns freemyip gandi godaddy he.net hetzner inwx mythicdyn namecheap netcup nfsn njalla noip ns1 nsupdate ovh porkbun simply.com spaceship sitelutions yandex zoneedit1 keysystems dnsexit2 regfishde enom infomaniak emailonly ionos',
  inadyn:
    'default@all-inkl.com default@changeip.com default@ovh.com default@strato.com default@cloudflare.com default@cloudxns.net default@core-networks.de default@ddnss.de default@desec.io default@dhis.org default@dnsever.com default@dnsexit.com default@dnshome.de default@dnsmadeeasy.com default@dnsmax.com default@thatip.com default@dnspod.cn default@domaindiscount24.com default@moniker.com default@domene.shop default@duckdns.org default@duiadns.net default@dyndns.org default@dnsomatic.com default@selfhost.de default@no-ip.com default@noip.com default@3322.org default@he.net default@tunnelbroker.net default@spdyn.de ipv4@nsupdate.info default@loopia.com default@domains.google.com default@dynu.com default@dy.fi default@do.de default@domopoli default@inwx.com default@itsdns.de default@opendns.com default@joker.com default@schokokeks.org default@variomedia.de default@udmedia.de default@dyndns.it default@infomaniak.com default@oray.com default@simply.com ipv4@dynv6.com default@easydns.com default@freedns.afraid.org default@freemyip.com custom default@gira.de default@goip.de ipv4@ipv64.net default@mydns.jp default@myonlineportal.net default@namecheap.com default@porkbun.com default@regfish.de default@sitelutions.com ipv6@he.net default@twodns.de default@pdd.yandex.ru default@zoneedit.com',
  'NewFuture/DDNS':
    'alidns aliesa callback cloudflare cloudns debug dnscom dnspod dnspod_com edgeone edgeone_dns he huaweidns namesilo noip tencentcloud west',
};

const section =
  readFileSync(new URL('../../docs/migrate.md', import.meta.url), 'utf8')
    .split('## What others call a DNS host')[1]
    ?.split('\n## ')[0] ?? '';
const rows = section.split('\n').flatMap((line) => {
  const [, there = '', , here = ''] = line.split('|');
  return there.includes('`') ? [{ there: namesIn(there), here }] : [];
});
const titles = (await loadProviders()).map(({ name, title, about }) => ({
  name,
  words: `${title} ${about}`,
}));

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) => name);
}

/** inadyn names the domain of a service: it is that of one here whose own name or text has it. */
function isHere(name: string): boolean {
  const domain = name.split('@')[1];
  if (domain === undefined) return providerNames.includes(name);
  const [label = ''] = domain.split('.');
  const plain = label.replaceAll('-', '');
  return titles.some(({ name: ours, words }) => ours === plain || words.includes(domain));
}

test.each(Object.entries(rivals))(
  'every DNS host of %s has a PROVIDER here, or the page says that it has none',
  (_, names) => {
    const listed = new Set(rows.flatMap(({ there }) => there));

    expect(names.split(' ').filter((name) => !listed.has(name) && !isHere(name))).toEqual([]);
  },
);

test('each PROVIDER that the table names is there', () => {
  const named = rows.flatMap(({ here }) => namesIn(here)).filter((name) => /^[a-z0-9-]+$/.test(name));

  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !providerNames.includes(name))).toEqual([]);
});
