import { number, object, string } from 'valibot';
import { asFailure, Failure } from '../../../base/failure.ts';
import { fqdn, relativeName } from '../../../dns/name.ts';
import { type Change, keyText, type RecordType } from '../../../dns/records.ts';
import { withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import type { Fields, JsonApi } from '../../api/rest-api.ts';
import type { ZoneIds } from '../../api/zone-ids.ts';
import type { Adapter } from '../../apply/compare.ts';
import { type SetCalls, type SetPlace, setApi } from '../../apply/per-set.ts';
import { addressType, isOfAddresses, type Joint, jointOf, listed, recordPage } from './records.ts';
import { esaRequest } from './requests.ts';

const created = object({ RecordId: number() });
const done = object({ RequestId: string() });

const recordsPerPage = 100;

/** The records of a zone, by name, as they were listed last and written since; undefined where that is not known. */
type Joints = Map<string, Joint | undefined>;

/** Record sets of which two, those of both families of a name, are one record there. */
export function jointApi(api: JsonApi, ids: ZoneIds): Adapter {
  const zones = new Map<string, Joints>();
  const sets = setApi({ calls: (place) => callsOf(place) });

  function callsOf(place: SetPlace): SetCalls {
    const { zone, signal } = place;
    const joints: Joints = zones.get(zone.name) ?? new Map();
    zones.set(zone.name, joints);
    const using = <T>(work: (siteId: string) => Promise<T>) => ids.using(zone, signal, work);
    return calls(api, place, joints, using);
  }

  return {
    ...sets,
    async apply(zone, changes, signal, compare) {
      // An IPv4 address comes before that of IPv6, and goes after it.
      const inOrder = [...changes].sort((one, other) => rankOf(one) - rankOf(other));
      const confirmations = await sets.apply(zone, inOrder, signal, compare);
      const places = new Map(inOrder.map((change, index) => [keyText(change), index]));
      return changes.flatMap((change) => confirmations[places.get(keyText(change)) ?? -1] ?? []);
    },
  };
}

function rankOf({ type, desired }: Change): number {
  return (type === 'A') === Boolean(desired) ? 0 : 1;
}

type UsingId = <T>(work: (siteId: string) => Promise<T>) => Promise<T>;

function calls(api: JsonApi, { zone, signal }: SetPlace, joints: Joints, using: UsingId): SetCalls {
  const request = (action: string, parameters: Fields) => ({
    ...{ zone, signal },
    ...esaRequest(action, parameters),
  });
  const update = async (joint: Joint, values: Joint['values'], ttl: number | undefined) => {
    const { id: RecordId, comment: Comment } = joint;
    const fields = { RecordId, Type: addressType, Proxied: 'false', Comment, Ttl: ttl, Data: dataOf(values) };
    await api.send(request('UpdateRecord', fields), done);
    return { ...joint, values };
  };
  return {
    list: () =>
      using(async (SiteId) => {
        const found = await allPages(`Alibaba Cloud ESA's list of ${zone.display}`, async (at = 1) => {
          const PageNumber = Number(at);
          const parameters = { SiteId, PageNumber, PageSize: recordsPerPage };
          const page = await api.send(request('ListRecords', parameters), recordPage);
          const next = PageNumber * recordsPerPage < page.TotalCount ? PageNumber + 1 : undefined;
          return { items: page.Records, total: page.TotalCount, next };
        });
        const own = withoutForeign(found);
        joints.clear();
        for (const one of own.filter(isOfAddresses))
          joints.set(relativeName(one.RecordName, zone), jointOf(one));
        return listed(own, zone);
      }),
    replace: (desired) =>
      using((SiteId) => {
        const { name, ttl, type, value } = desired;
        return changed(joints, name, async (joint) => {
          const values = { ...(joint?.values ?? none), [type]: [value] };
          refuseAlone(values, type);
          if (joint) return update(joint, values, ttl);
          const fields = { SiteId, RecordName: fqdn(name, zone), Type: addressType, Proxied: 'false' };
          const create = request('CreateRecord', { ...fields, Ttl: ttl, Data: dataOf(values) });
          return { id: (await api.send(create, created)).RecordId, comment: undefined, values };
        });
      }),
    remove: ({ name, type }) =>
      using(() =>
        changed(joints, name, async (joint) => {
          if (!joint) return undefined;
          const values = { ...joint.values, [type]: [] };
          if (values.A.length + values.AAAA.length > 0) {
            refuseAlone(values, type);
            return update(joint, values, undefined);
          }
          await api.send(request('DeleteRecord', { RecordId: joint.id }), done);
          return undefined;
        }),
      ),
  };
}

/** Changes the record of a name into another, or none. After a change of unknown outcome nothing is sent until it is listed. */
async function changed(
  joints: Joints,
  name: string,
  write: (joint: Joint | undefined) => Promise<Joint | undefined>,
): Promise<void> {
  const joint = joints.get(name);
  if (joint === undefined && joints.has(name))
    throw new Failure(
      'transient',
      'what became of the last change of this name is not known; it is read again',
      { unconfirmed: true },
    );
  try {
    const after = await write(joint);
    if (after) joints.set(name, after);
    else joints.delete(name);
  } catch (thrown) {
    if (asFailure(thrown).unconfirmed) joints.set(name, undefined);
    throw thrown;
  }
}

const none: Joint['values'] = { A: [], AAAA: [] };

/** ESA takes no record without an IPv4 address. */
function refuseAlone({ A }: Joint['values'], type: RecordType): void {
  if (A.length > 0) return;
  const what = type === 'AAAA' ? 'takes no IPv6 address' : 'keeps no IPv6 address';
  throw new Failure(
    'record',
    `ESA ${what} without an IPv4 address of the same name: use both, or IPv4 alone`,
  );
}

function dataOf({ A, AAAA }: Joint['values']): string {
  return JSON.stringify({ Value: [...A, ...AAAA].join(',') });
}
