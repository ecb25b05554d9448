import type { Change } from '../../../dns/records.ts';
import { setAfter } from '../../apply/operations.ts';
import { batchApi } from '../../apply/per-batch.ts';
import type { ProviderDefinition } from '../../provider.ts';
import { allOf, apiUrl, credential } from '../../settings.ts';
import { route53Api, route53Zones } from './api.ts';

const url = 'https://route53.amazonaws.com';
const ttl = { min: 1, max: 2_147_483_647 };
// A batch takes 1000 values and 32000 characters of them, and counts those of an UPSERT twice.
// https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
const mostCharacters = 32_000;
const mostValues = 1000;

/** Amazon Route 53, whose unit is the record set: one list to read, one batch (all or nothing) to write. */
export const route53: ProviderDefinition = {
  name: 'route53',
  title: 'Amazon Route 53',
  about:
    'Create an IAM user for this alone, with an access key and a policy that allows `route53:ListResourceRecordSets` and `route53:ChangeResourceRecordSets` on `arn:aws:route53:::hostedzone/ID`, and `route53:ListHostedZonesByName` on `*` (not needed with `AWS_HOSTED_ZONE_ID`). Alias records, and records with a routing policy, traffic policy or health check, are never overwritten. Route 53 takes 5 requests a second of an account, or more; all changes of a zone go in one.',
  ttl,
  rate: { requests: 5, per: 1000 },
  settings: [
    credential('AWS_ACCESS_KEY_ID', 'id of the access key'),
    credential('AWS_SECRET_ACCESS_KEY', 'the access key itself'),
    credential('AWS_SESSION_TOKEN', 'where the credentials are temporary'),
    {
      name: 'AWS_HOSTED_ZONE_ID',
      meaning: 'id of the hosted zone; else the public zone named `DOMAIN` is looked up',
      perZone: true,
      accepted: 'an id such as Z2FDTNDATAQYW2',
      valid: (value) => /^(\/hostedzone\/)?[A-Z0-9]{1,32}$/.test(value),
    },
    apiUrl('ROUTE53_API_URL', url),
  ],
  check: allOf('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'),
  create(values, http, { clock }) {
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = values;
    const { AWS_SESSION_TOKEN: sessionToken, ROUTE53_API_URL: base = url } = values;
    const api = route53Api({ http, clock, base, accessKeyId, secretAccessKey, sessionToken });
    return {
      name: 'route53',
      ttl,
      ...batchApi({
        zones: route53Zones(api, values.AWS_HOSTED_ZONE_ID),
        size: mostCharacters,
        weightOf,
        calls: (place) => ({
          list: (name) => api.list(place, name),
          async write(changes) {
            await api.change(place, changes);
            return changes.map(setAfter);
          },
        }),
      }),
    };
  },
};

/** The share of a batch in characters, of which each value takes at least its share as one of so many. */
function weightOf({ wanted, known }: Change): number {
  const weights = (wanted ? [wanted, wanted] : known.records).map(({ value }) =>
    Math.max(value.length, mostCharacters / mostValues),
  );
  return weights.reduce((sum, weight) => sum + weight, 0);
}
