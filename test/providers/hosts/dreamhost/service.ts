import {
  json,
  type PretendAnswer,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const dreamhostKey = 'PRETENDDREAMHOST';

/** DreamHost's API as its recordings show it: GET alone, no ids, no TTLs, and one list for all zones. */
export function dreamhostServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer(
    ({ query }) => {
      const given = (field: string) => query.get(field) ?? '';
      if (given('key') !== dreamhostKey) return dreamhostError('invalid_api_key');
      if (given('format') !== 'json') return { status: 200, body: 'error\n' };
      if (given('cmd') === 'dns-list_records') return success([...zones.values()].flatMap(itemsOf));
      const full = given('record');
      const zone = [...zones.values()].find(
        ({ name }) => ` ${full}`.endsWith(` ${name}`) || full.endsWith(`.${name}`),
      );
      if (!zone) return dreamhostError('no_such_zone');
      const name = full === zone.name ? '@' : full.slice(0, -zone.name.length - 1);
      const record = { name, type: given('type'), data: given('value'), ttl: 300 };
      const same = zone.list({ name, type: record.type }).find(({ data }) => data === record.data);
      if (given('cmd') === 'dns-remove_record') {
        if (!same) return dreamhostError('no_such_value');
        zone.remove(same);
        return success('record_removed');
      }
      if (same) return dreamhostError('record_already_exists_remove_first');
      const wrong = wrongIn(zone, record, 1);
      if (wrong !== undefined)
        return dreamhostError(wrong.includes('CNAME') ? 'CNAME_already_on_record' : 'invalid_value');
      zone.add(record);
      return success('record_added');
    },
    { isWrite: ({ query }) => query.get('cmd') !== 'dns-list_records' },
  );
}

function itemsOf(zone: PretendZone) {
  return zone.list().map(({ name, type, data, extra }) => ({
    ...{ account_id: '1', zone: zone.name, record: name === '@' ? zone.name : `${name}.${zone.name}`, type },
    ...{ value: data, comment: '', editable: extra?.editable ?? '1' },
  }));
}

const success = (data: unknown) => json(200, { result: 'success', data });

export function dreamhostError(data: string): PretendAnswer {
  return json(200, { result: 'error', data });
}

export function pretendDreamhost(): PretendHost {
  return {
    values: { DREAMHOST_API_KEY: dreamhostKey },
    urlSetting: 'DREAMHOST_API_URL',
    serve: dreamhostServer,
  };
}

export const ways: readonly Way[] = [pretendDreamhost()];
