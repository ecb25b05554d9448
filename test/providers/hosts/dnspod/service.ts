import {
  json,
  type PretendAnswer,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const dnspodToken = '12345,pretend0dnspod0token0123456789ab';

/** DNSPod's first API as its recordings and its pages show it: POST of forms, and a code inside of a 200. */
export function dnspodServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer(
    ({ method, segments: [action = ''], body }) => {
      const form = new URLSearchParams(body);
      if (method !== 'POST') return dnspodError(2, 'Only POST method allowed');
      if (form.get('login_token') !== dnspodToken) return dnspodError(10002, 'The login token ID is invalid');
      if (action === 'Domain.List') return domains(form, zones);
      const zone = zones.get(form.get('domain') ?? '');
      return zone ? answered(action, form, zone) : dnspodError(13, 'Domain is not exists');
    },
    { isWrite: ({ segments: [action = ''] }) => !action.endsWith('.List') },
  );
}

function answered(action: string, form: URLSearchParams, zone: PretendZone): PretendAnswer {
  const given = (field: string) => form.get(field) ?? '';
  if (action === 'Record.List') return list(form, zone);
  const before = zone.list().find(({ id }) => id === given('record_id'));
  if (action !== 'Record.Create' && !before) return dnspodError(8, 'Record id invalid');
  if (action === 'Record.Remove') {
    if (before) zone.remove(before);
    return done({});
  }
  if (given('record_line') !== '默认') return dnspodError(26, 'Record line invalid');
  const [name, type] = [given('sub_domain'), given('record_type')];
  const record = { name, type, data: given('value'), ttl: Number(given('ttl')) };
  const held = written(zone, record, 1, before);
  if (typeof held === 'string') return dnspodError(held.includes('exists') ? 31 : 34, held);
  // The id is a number after a change, and a text after a new record.
  return done({ record: { id: before ? Number(held.id) : held.id, name: record.name, status: 'enable' } });
}

function page(form: URLSearchParams): readonly [from: number, to: number] {
  const [from, length] = [Number(form.get('offset') ?? 0), Number(form.get('length') ?? 500)];
  return [from, from + Math.min(length, 3000)];
}

function domains(form: URLSearchParams, zones: PretendZones): PretendAnswer {
  const all = [...zones.keys()].map((name, id) => ({ id, name, status: 'enable' }));
  return done({
    info: { domain_total: all.length, all_total: all.length },
    domains: all.slice(...page(form)),
  });
}

function list(form: URLSearchParams, zone: PretendZone): PretendAnswer {
  const name = form.get('sub_domain');
  const all = zone.list().filter((one) => name === null || one.name === name);
  if (all.length === 0 && form.get('error_on_empty') !== 'no') return dnspodError(10, 'No records');
  const info = { sub_domains: String(all.length), record_total: String(all.length) };
  return done({ info, records: all.slice(...page(form)).map(item) });
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  const more = { line: '默认', weight: null, mx: '0', enabled: '1', status: 'enabled', hold: 'hold' };
  return { id, name, type, value: data, ttl: String(ttl), ...more, ...extra };
}

const done = (more: object) =>
  json(200, { status: { code: '1', message: 'Action completed successful' }, ...more });

export function dnspodError(code: number, message: string): PretendAnswer {
  return json(200, { status: { code: String(code), message, created_at: '2026-01-01 00:00:00' } });
}

export function pretendDnspod(): PretendHost {
  return { values: { DNSPOD_API_KEY: dnspodToken }, urlSetting: 'DNSPOD_API_URL', serve: dnspodServer };
}

export const ways: readonly Way[] = [pretendDnspod()];
