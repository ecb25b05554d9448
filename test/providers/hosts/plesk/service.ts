import {
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  fullIn,
  type PretendZone,
  type PretendZones,
  written,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const pleskLogin = { user: 'pretend', password: 'pretend plesk pass' };
const siteOf = (zones: PretendZones, name: string) => 70 + [...zones.keys()].indexOf(name);

/** Plesk's XML API as its recordings show it: errors inside of a 200, each in the place of its packet. */
export function pleskServer(zones: PretendZones): Promise<PretendServer> {
  const login = Buffer.from(`${pleskLogin.user}:${pleskLogin.password}`).toString('base64');
  return pretendServer(
    (request) => {
      if (
        request.headers.authorization !== `Basic ${login}` ||
        request.headers.http_auth_login !== pleskLogin.user
      )
        return pleskError('system', 1001, 'You have entered incorrect username or password.');
      return pleskAnswer(request, zones);
    },
    { isWrite: ({ body }) => /<(add|del)_rec>/.test(body) },
  );
}

export function pleskAnswer({ body }: PretendRequest, zones: PretendZones): PretendAnswer {
  const given = (field: string) => new RegExp(`<${field}>(.*?)</${field}>`, 's').exec(body)?.[1] ?? '';
  if (body.includes('<site><get><filter/>'))
    return packet(
      'site/get',
      [...zones.values()]
        .map(
          ({ name }) =>
            `<result><status>ok</status><id>${siteOf(zones, name)}</id><data><gen_info><name>${name}</name></gen_info></data></result>`,
        )
        .join(''),
    );
  if (body.includes('<site>')) {
    if (!zones.has(given('name'))) return pleskError('site/get', 1013, 'Site does not exist');
    return packet(
      'site/get',
      `<result><status>ok</status><id>${siteOf(zones, given('name'))}</id><data/></result>`,
    );
  }
  const all = [...zones.values()];
  if (body.includes('<del_rec>')) {
    const zone = all.find((one) => one.list().some(({ id }) => id === given('id')));
    const record = zone?.list().find(({ id }) => id === given('id'));
    if (!zone || !record) return pleskError('dns/del_rec', 1013, 'Record does not exist');
    zone.remove(record);
    return packet('dns/del_rec', `<result><status>ok</status><id>${record.id}</id></result>`);
  }
  const zone = all.find(({ name }) => String(siteOf(zones, name)) === given('site-id'));
  if (!zone) return pleskError('dns/get_rec', 1015, 'Domain does not exist.');
  if (body.includes('<get_rec>'))
    return packet(
      'dns/get_rec',
      zone
        .list()
        .map((one) => item(one, zone))
        .join('') || '<result><status>ok</status></result>',
    );
  const record = { name: given('host') || '@', type: given('type'), data: given('value'), ttl: 300 };
  const held = written(zone, record, 1);
  if (typeof held !== 'string')
    return packet('dns/add_rec', `<result><status>ok</status><id>${held.id}</id></result>`);
  return held.includes('exists')
    ? pleskError('dns/add_rec', 1007, 'Such record already exists.')
    : pleskError('dns/add_rec', 1023, held);
}

function item({ id, name, type, data }: ZoneRecord, zone: PretendZone): string {
  const value = type === 'CNAME' ? `${data}.` : data.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const fields = `<site-id>1</site-id><type>${type}</type><host>${fullIn(zone, name)}.</host><value>${value}</value><opt/>`;
  return `<result><status>ok</status><id>${id}</id><data>${fields}</data></result>`;
}

function packet(place: string, inside: string): PretendAnswer {
  const [outer = '', inner] = place.split('/');
  const content = inner === undefined ? inside : `<${inner}>${inside}</${inner}>`;
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<packet version="1.6.9.1"><${outer}>${content}</${outer}></packet>`;
  return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body };
}

export function pleskError(place: string, code: number, text: string): PretendAnswer {
  const error = `<status>error</status><errcode>${code}</errcode><errtext>${text}</errtext>`;
  return packet(place, place.includes('/') ? `<result>${error}</result>` : error);
}

/** A body with nothing left of records of foreign types but type and id. */
export function bareResults(body: string): string {
  return body.replaceAll(
    /<data>(?:(?!<\/data>).)*<type>(SOA|NS|MX|TXT|CAA)<\/type>.*?<\/data>/gs,
    '<data><type>$1</type></data>',
  );
}

export function pretendPlesk(): PretendHost {
  return {
    values: { PLESK_USERNAME: pleskLogin.user, PLESK_PASSWORD: pleskLogin.password },
    urlSetting: 'PLESK_API_URL',
    serve: pleskServer,
  };
}

export const ways: readonly Way[] = [pretendPlesk()];
