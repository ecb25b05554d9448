import { asFailure } from '../../../base/failure.ts';
import type { Change, DesiredSet } from '../../../dns/records.ts';
import { secret } from '../../../settings/rows.ts';
import { type Pending, pendingWork } from '../../api/async-jobs.ts';
import { onlyName } from '../../apply/listing.ts';
import { asUnconfirmed } from '../../apply/one-by-one.ts';
import { type SetCalls, type SetPlace, setApi } from '../../apply/per-set.ts';
import { host } from '../../host.ts';
import { isGone, Refusal } from '../../refusal.ts';
import { apiUrl } from '../../settings.ts';
import { type CommentedRecord, type HetznerZone, hetznerApi } from './api.ts';

/** Hetzner's Cloud API, whose unit is the record set: https://docs.hetzner.cloud/reference/cloud#zone-rrsets */
export const hetzner = host({
  name: 'hetzner',
  title: 'Hetzner',
  about:
    'Create an API token with the permission Read & Write in the Hetzner Console (https://console.hetzner.com), in the project that holds the zone, under Security → API Tokens. It reaches everything in that project, so a project for the zone alone is best. Tokens of the old DNS Console (dns.hetzner.com) do not work any more. Hetzner takes 3600 requests an hour for each project; each record takes one to change, and all together a few more to see that it was carried out.',
  ttl: { min: 60, max: 2_147_483_647 },
  rate: { requests: 3600, per: 3_600_000 },
  settings: {
    HETZNER_API_TOKEN: secret('API token with the permission Read & Write of the project with the zone'),
    HETZNER_API_URL: apiUrl('https://api.hetzner.cloud/v1'),
  },
  create({ HETZNER_API_TOKEN: token, HETZNER_API_URL: base }, context) {
    const { title, clock } = context;
    const api = hetznerApi(context, base, token);
    const calls = (place: SetPlace) => {
      const zone = api.of(place);
      const { signal } = place;
      return setCalls(place, zone, pendingWork({ title, clock, signal, ask: zone.progress }));
    };
    return { ...setApi({ calls }), zones: api.zones };
  },
});

function setCalls({ keys }: SetPlace, zone: HetznerZone, pending: Pending): SetCalls {
  /** Starts an action; a zone that is locked by those that we started before is tried again after them. */
  async function begin(change: Change, start: () => Promise<string>): Promise<void> {
    try {
      pending.add(change, await start());
    } catch (thrown) {
      const isLocked = thrown instanceof Refusal && /^(locked|conflict)$/.test(thrown.code ?? '');
      if (!isLocked || !pending.running) throw thrown;
      await pending.settle();
      pending.add(change, await start());
    }
  }

  let listed: Promise<readonly CommentedRecord[]> | undefined;
  /** The comment on the record that is replaced, as it is now: one that is not sent again is lost. */
  async function commentOn({ name, type, keep, update }: Change): Promise<string> {
    listed ??= zone.list(onlyName(keys), { action: 'write' });
    const replaced = (keep ?? update)?.value;
    const records = await listed.catch((thrown: unknown) => {
      throw asUnconfirmed(asFailure(thrown), false);
    });
    const isReplaced = (one: CommentedRecord) =>
      one.name === name && one.type === type && one.value === replaced;
    return records.find(isReplaced)?.comment ?? '';
  }

  /** Values and TTL are two calls. */
  async function change(desired: DesiredSet, change: Change): Promise<void> {
    const [only, another] = change.current.records;
    let written = false;
    if (another || only?.value !== desired.value) {
      const comment = await commentOn(change);
      await begin(change, () => zone.setRecord(desired, comment));
      written = true;
    }
    if (only?.ttl === desired.ttl) return;
    await begin(change, () => zone.setTtl(desired)).catch((thrown: unknown) => {
      throw written && !isGone(thrown) ? asUnconfirmed(asFailure(thrown), true) : thrown;
    });
  }

  return {
    list: zone.list,
    replace: (desired, given) =>
      given.current.records.length > 0 ? change(desired, given) : begin(given, () => zone.create(desired)),
    remove: (given) => begin(given, () => zone.remove(given)),
    async carriedOut(accepted) {
      await pending.settle();
      return pending.applied(accepted);
    },
  };
}
