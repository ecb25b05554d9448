import { array, boolean, type InferOutput, nullish, number, object, safeParse, string } from 'valibot';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import { privateKey } from '../../settings/keys.ts';
import { matching } from '../../settings/rows.ts';
import { optional } from '../../settings/setting.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { rsaSignature } from '../api/jwt.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, type Outgoing, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { operationsOf, setAfter } from '../apply/operations.ts';
import { type BatchCalls, batchApi } from '../apply/per-batch.ts';
import type { RecordPlace } from '../apply/per-record.ts';
import { type HostContext, host } from '../host.ts';
import { baseUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  domain: string(),
  rtype: string(),
  rdata: string(),
  ttl: number(),
  recordHash: string(),
  isProtected: nullish(boolean()),
});
const recordPage = object({ items: array(ownOrForeign(record, 'rtype')) });
const zoneList = array(object({ name: string() }));
const patched = object({ items: array(object({})) });
const errorBody = object({ code: optionalText, message: optionalText });

const pageSize = 100;
// No number is stated.
const batchSize = 100;
const ocid = /^ocid1\.[\w.-]+$/;

/** Oracle Cloud's DNS, one PATCH for all changes: https://docs.oracle.com/iaas/api/#/en/dns/20180115/ (recorded 2019-2022) */
export const oraclecloud = host({
  name: 'oraclecloud',
  title: 'Oracle Cloud',
  about:
    'Create a user for this alone, add an API key under its API Keys, and allow its group `manage dns-records` and `read dns-zones` in the compartment of the zone by a policy. The page that adds the key shows tenancy, user, fingerprint and region; the private key that it lets you download is wanted too, best as `OCI_PRIVATE_KEY_FILE`. Protected records are left as they are. All changes of a zone go in one request.',
  ttl: { min: 30, max: 604_800 },
  settings: {
    OCI_TENANCY_OCID: matching('OCID of the tenancy', 'an OCID such as ocid1.tenancy.oc1..aaaa', ocid),
    OCI_USER_OCID: matching('OCID of the user', 'an OCID such as ocid1.user.oc1..aaaa', ocid),
    OCI_FINGERPRINT: matching(
      'fingerprint of the API key',
      'pairs of digits between colons',
      /^([\da-f]{2}:){15}[\da-f]{2}$/i,
    ),
    OCI_PRIVATE_KEY: privateKey('private key of the API key'),
    OCI_REGION: matching(
      'region of the account, such as `eu-frankfurt-1`',
      'the name of a region',
      /^[a-z\d-]+$/,
    ),
    OCI_COMPARTMENT_OCID: optional(
      matching(
        'OCID of the compartment whose zones are listed',
        'an OCID such as ocid1.compartment.oc1..aaaa',
        ocid,
      ),
      'that of the tenancy',
    ),
    OCI_API_URL: optional(baseUrl(), 'that of the region'),
  },
  create(values, context) {
    const {
      OCI_REGION: region,
      OCI_TENANCY_OCID: tenancy,
      OCI_USER_OCID: user,
      OCI_FINGERPRINT: print,
    } = values;
    const { OCI_PRIVATE_KEY: pem, OCI_COMPARTMENT_OCID: compartmentId = tenancy } = values;
    const sign = signer(context, `${tenancy}/${user}/${print}`, pem);
    const policy =
      "that a policy allows the user's group to manage dns-records and read dns-zones in the compartment of the zone";
    const api = jsonApi({
      ...context,
      base: values.OCI_API_URL ?? `https://dns.${region}.oraclecloud.com`,
      advice: {
        credentials:
          "check OCI_TENANCY_OCID, OCI_USER_OCID, OCI_FINGERPRINT and OCI_PRIVATE_KEY, whether the API key was deleted, and that this machine's clock is right",
        permission: `check ${policy}`,
        // It tells no difference between what is not there and what may not be seen.
        zone: `${policy}, since Oracle says the same where it does not`,
      },
      headers: sign,
      report,
    });
    return {
      ...batchApi({ size: batchSize, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const found = await allPages("Oracle's list of zones", async (page) => {
          const query = { compartmentId, scope: 'GLOBAL', limit: pageSize, page };
          const asked = { zone: everyZone, signal, path: '/20180115/zones', query };
          const { body, headers } = await api.receive(asked, zoneList);
          return { items: body, next: headers['opc-next-page'] };
        });
        return found.map(({ name }) => name);
      },
    };
  },
});

/** Signs a request as https://docs.oracle.com/iaas/Content/API/Concepts/signingrequests.htm has it. */
function signer({ clock }: Pick<HostContext, 'clock'>, keyId: string, pem: string) {
  return async ({ method, url, body }: Outgoing) => {
    const { createHash } = await import('node:crypto');
    const { host, pathname, search } = new URL(url);
    const date = new Date(clock.now()).toUTCString();
    const sha256 = body === undefined ? undefined : createHash('sha256').update(body).digest('base64');
    const lines: [string, string][] = [
      ['date', date],
      ['(request-target)', `${method.toLowerCase()} ${pathname}${search}`],
      ['host', host],
      ...(body === undefined || sha256 === undefined
        ? []
        : ([
            ['content-length', String(Buffer.byteLength(body))],
            ['content-type', 'application/json'],
            ['x-content-sha256', sha256],
          ] satisfies [string, string][])),
    ];
    const said = lines.map((line) => line.join(': ')).join('\n');
    const signature = (await rsaSignature(pem, 'RS256', said)).toString('base64');
    const names = lines.map(([name]) => name).join(' ');
    const parts = [`version="1"`, `keyId="${keyId}"`, `algorithm="rsa-sha256"`, `headers="${names}"`];
    const authorization = `Signature ${[...parts, `signature="${signature}"`].join(',')}`;
    return { date, authorization, ...(sha256 !== undefined && { 'x-content-sha256': sha256 }) };
  };
}

function calls(api: JsonApi, { zone, signal }: RecordPlace): BatchCalls {
  const about = { zone, signal, path: `/20180115/zones/${segment(zone.name)}/records` };
  return {
    async list() {
      const found = await allPages(`Oracle's list of ${zone.display}`, async (page) => {
        const { body, headers } = await api.receive(
          { ...about, query: { limit: pageSize, page } },
          recordPage,
        );
        const total = Number(headers['opc-total-items'] || Number.NaN);
        return { items: body.items, next: headers['opc-next-page'], ...(total > 0 && { total }) };
      });
      return withoutForeign(found).map((one) => listed(one, zone));
    },
    async write(changes) {
      const { creates, updates, removes } = operationsOf(changes);
      // The hash of a record is that of all it holds, so that one which was changed meanwhile is not removed.
      const gone = [...updates, ...removes].map(({ id }) => ({ operation: 'REMOVE', recordHash: id }));
      const fresh = [...creates, ...updates.map(({ desired }) => desired)].map(
        ({ name, type, value, ttl }) => ({
          ...{ operation: 'ADD', domain: fqdn(name, zone), rtype: type, rdata: value, ttl },
        }),
      );
      await api.send({ ...about, method: 'PATCH', body: { items: [...gone, ...fresh] } }, patched);
      return changes.map(setAfter);
    },
  };
}

function listed(given: InferOutput<typeof record>, zone: Zone): ListedRecord {
  const { domain, rtype: type, rdata: value, ttl, recordHash: id, isProtected } = given;
  const isAddress = type === 'A' || type === 'AAAA';
  const conflict = isProtected && isAddress ? { conflict: 'holds a record that Oracle protects' } : {};
  return { id, name: relativeName(domain, zone), type, value, ttl, ...conflict };
}

function report(body: unknown, { status }: { readonly status: number }): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { code, message } = output;
  return {
    code,
    message,
    ...(status === 412 && { stale: true }),
    ...(status === 404 && { zoneIsGone: true }),
  };
}
