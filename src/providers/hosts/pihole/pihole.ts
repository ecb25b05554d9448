import { array, object, optional, string } from 'valibot';
import { listedName } from '../../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../../dns/name.ts';
import { typeOf } from '../../../dns/records.ts';
import { familyOf } from '../../../ip/address.ts';
import { secret } from '../../../settings/rows.ts';
import { optional as maybe } from '../../../settings/setting.ts';
import { type JsonApi, segment } from '../../api/rest-api.ts';
import { contentId, contentOf } from '../../apply/content-id.ts';
import {
  type CreateDeleteCalls,
  type CreateDeletePlace,
  createDeleteApi,
} from '../../apply/create-then-delete.ts';
import { type ListedRecord, listedSets } from '../../apply/listing.ts';
import { host } from '../../host.ts';
import { baseUrl } from '../../settings.ts';
import { piholeApi } from './session.ts';

const config = object({
  config: object({ dns: object({ hosts: array(string()), cnameRecords: array(string()) }) }),
});
const done = optional(object({}));

/** Pi-hole 6: lines of its hosts list, each an address and names, without zones, ids and TTLs. https://docs.pi-hole.net/api/ */
export const pihole = host({
  name: 'pihole',
  title: 'Pi-hole',
  about:
    'For a resolver of your own, Pi-hole 6 or later: its local DNS records then lead the names of `DOMAIN` to your home from inside. The password is that of its web page, or an app password (Settings → Web interface / API, with `webserver.api.app_sudo`). What the house itself knows is published with `IPV4_SOURCES=interface:eth0` or `static:…`, and with `ALLOW_PRIVATE=true` an address of the LAN. Its records have no TTL, so `TTL` has no effect, and it takes no wildcards; a line with several names is never touched. Each name takes two requests to change.',
  evidence: 'described',
  // Its records have none.
  ttl: { min: 1, max: 2_147_483_647 },
  settings: {
    PIHOLE_PASSWORD: maybe(
      secret('password, where there is one', 'visible characters and spaces', /^[^\p{C}]+$/u),
    ),
    PIHOLE_API_URL: baseUrl('where its API is, such as `http://pi.hole/api`'),
  },
  create({ PIHOLE_PASSWORD: password, PIHOLE_API_URL: base }, context) {
    const api = piholeApi(context, base, password);
    return createDeleteApi({ title: 'Pi-hole', calls: (place) => calls(api, place) });
  },
});

function calls(api: JsonApi, { zone, signal }: CreateDeletePlace): CreateDeleteCalls {
  const about = { zone, signal };
  const line = (id: string) => {
    const { name, value } = contentOf(id);
    return { ...about, path: `/config/dns/hosts/${segment(`${value} ${fqdn(name, zone)}`)}` };
  };
  const list = async () => {
    const { dns } = (await api.send({ ...about, path: '/config/dns' }, config)).config;
    return [
      ...dns.hosts.flatMap((one) => ofHosts(one, zone)),
      ...dns.cnameRecords.flatMap((one) => ofCnames(one, zone)),
    ];
  };
  return {
    read: (keys) => listedSets(keys, list),
    async create(desired) {
      const id = contentId(desired);
      await api.send({ ...line(id), method: 'PUT' }, done);
      return { id, value: desired.value, ttl: null };
    },
    remove: (id) => api.send({ ...line(id), method: 'DELETE' }, done),
  };
}

/** "192.0.2.1 home.example.com", perhaps with more names or a comment behind. */
function ofHosts(text: string, zone: Zone): ListedRecord[] {
  const [value = '', ...names] = text.replace(/#.*/, '').trim().split(/\s+/);
  const family = familyOf(value);
  if (!family) return [];
  const type = typeOf[family];
  const isPlain = text === `${value} ${names[0]}`;
  return names.map((full) => {
    const name = listedName(relativeName(full, zone));
    return {
      ...{ id: contentId({ name, type, value }), name, type, value, ttl: null },
      ...(!isPlain && { conflict: 'shares a line with other names or a comment' }),
    };
  });
}

/** "alias.example.com,example.net,300": one or more names, where they lead, perhaps a TTL. */
function ofCnames(text: string, zone: Zone): ListedRecord[] {
  const parts = text.split(',').map((part) => part.trim());
  const names = /^\d+$/.test(parts.at(-1) ?? '') ? parts.slice(0, -1) : parts;
  const value = names.at(-1) ?? '';
  return names
    .slice(0, -1)
    .map((full) => ({ name: relativeName(full, zone), type: 'CNAME', value, ttl: null }));
}
