import { createHash } from 'node:crypto';
import {
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const nfsnMember = { login: 'pretendmember', apiKey: 'PretendNfsnKey01' };

const refused = 'The API request was not valid.';

/**
 * NearlyFreeSpeech.NET's API as the vendor's own client, libdns and Libcloud's tests show it: no ids, all of DNS is POST of a
 * form, TTLs are listed as texts, and a write that was carried out is answered with nothing.
 */
export function nfsnServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) => wrongLogin(request) ?? answerOf(request, zones), {
    isWrite: ({ path }) => !path.endsWith('/listRRs'),
  });
}

function wrongLogin({ headers, path, body }: PretendRequest): PretendAnswer | undefined {
  const said = String(headers['x-nfsn-authentication'] ?? '');
  const [login = '', timestamp = '', salt = '', hash] = said.split(';');
  const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');
  const wanted = sha1([login, timestamp, salt, nfsnMember.apiKey, path, sha1(body)].join(';'));
  if (login !== nfsnMember.login || hash !== wanted || !/^[A-Za-z0-9]{16}$/.test(salt))
    return nfsnError(401, 'The API request could not be authenticated.', 'The hash is not right.');
  if (Math.abs(Number(timestamp) - Date.now() / 1000) < 60) return undefined;
  return nfsnError(
    401,
    'The API request could not be authenticated.',
    'The authentication timestamp is out of range.',
  );
}

function answerOf({ segments, method, body }: PretendRequest, zones: PretendZones): PretendAnswer {
  const [dns, domain = '', what = '', ...rest] = segments;
  const zone = zones.get(domain);
  if (dns !== 'dns' || method !== 'POST' || rest.length > 0) return nfsnError(404, refused, 'No such call.');
  if (!zone)
    return nfsnError(404, refused, 'The requested object instance does not exist or cannot be accessed.');
  const form = new URLSearchParams(body);
  if (what === 'listRRs') return { ...json(200, itemsOf(zone)), headers: ofNfsn };
  const record = {
    name: form.get('name') || '@',
    type: form.get('type') ?? '',
    data: form.get('data') ?? '',
    ttl: Number(form.get('ttl') ?? 3600),
  };
  const all = zone.list({ name: record.name, type: record.type });
  const same = all.find(({ data }) => data === record.data);
  if (what === 'removeRR') {
    if (!same || same.extra?.scope === 'system')
      return nfsnError(
        404,
        'The specified resource record could not be removed.',
        'The resource record does not exist.',
      );
    zone.remove(same);
    return empty;
  }
  const wrong = wrongIn(zone, record, 180);
  if (wrong !== undefined) return nfsnError(400, refused, wrong);
  if (what === 'addRR') {
    if (same) return nfsnError(400, refused, 'That RR already exists on the domain.');
    zone.add(record);
    return empty;
  }
  if (what !== 'replaceRR') return nfsnError(404, refused, 'No such call.');
  zone.replace({ name: record.name, type: record.type }, [record]);
  return empty;
}

const ofNfsn = { 'content-type': 'application/x-nfsn-api' };
const empty: PretendAnswer = { status: 200, headers: ofNfsn, body: '' };

function itemsOf(zone: PretendZone) {
  return zone
    .list()
    .filter(({ type }) => type !== 'SOA')
    .map(({ name, type, data, ttl, extra }) => ({
      ...{ name: name === '@' ? '' : name, type, data, ttl: String(ttl) },
      scope: extra?.scope ?? 'member',
    }));
}

export function nfsnError(status: number, error: string, debug: string): PretendAnswer {
  return json(status, { error, debug });
}

export function pretendNfsn(): PretendHost {
  return {
    values: {
      NEARLYFREESPEECH_LOGIN: nfsnMember.login,
      NEARLYFREESPEECH_API_KEY: nfsnMember.apiKey,
    },
    urlSetting: 'NEARLYFREESPEECH_API_URL',
    serve: nfsnServer,
  };
}

export const ways: readonly Way[] = [pretendNfsn()];
