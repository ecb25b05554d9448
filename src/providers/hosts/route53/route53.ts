import type { Change } from '../../../dns/records.ts';
import { matching, secret } from '../../../settings/rows.ts';
import { optional, perZone } from '../../../settings/setting.ts';
import { setAfter } from '../../apply/operations.ts';
import { batchApi } from '../../apply/per-batch.ts';
import { host } from '../../host.ts';
import { baseUrl } from '../../settings.ts';
import { route53Api, route53Zones } from './api.ts';
import { partitionOf } from './partition.ts';

// A batch takes 1000 values and 32000 characters of them.
// https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
const mostCharacters = 32_000;
const mostValues = 1000;

/**
 * Amazon Route 53, whose unit is the record set: one list to read, one batch (all or nothing) to write.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/
 */
export const route53 = host({
  name: 'route53',
  title: 'Amazon Route 53',
  about:
    'Create an IAM user for this alone, with an access key and a policy that allows `route53:ListResourceRecordSets` and `route53:ChangeResourceRecordSets` on `arn:aws:route53:::hostedzone/ID`, and `route53:ListHostedZonesByName` on `*` (not needed with `AWS_HOSTED_ZONE_ID`). Alias records, and records with a routing policy, traffic policy or health check, are never overwritten: a set is deleted as it was read and created anew in one batch, so a policy that names the actions (`route53:ChangeResourceRecordSetsActions`) must allow `CREATE` and `DELETE`. Route 53 takes 5 requests a second of an account, or more; all changes of a zone go in one.',
  ttl: { min: 1, max: 2_147_483_647 },
  rate: { requests: 5, per: 1000 },
  settings: {
    AWS_ACCESS_KEY_ID: secret('id of the access key'),
    AWS_SECRET_ACCESS_KEY: secret('the access key itself'),
    AWS_SESSION_TOKEN: optional(secret('where the credentials are temporary')),
    AWS_HOSTED_ZONE_ID: perZone(
      matching(
        'id of the hosted zone; else the public zone named `DOMAIN` is looked up',
        'an id such as Z2FDTNDATAQYW2',
        /^(\/hostedzone\/)?[A-Z0-9]{1,32}$/,
      ),
    ),
    AWS_REGION: optional(
      matching(
        'a region of the partition that holds the zone, such as `cn-north-1` for China or `us-gov-west-1` for GovCloud; else that of the public Route 53',
        'the name of a region, such as us-east-1',
        /^[a-z]{2,}(-[a-z]+)+-\d+$/,
      ),
    ),
    ROUTE53_API_URL: optional(baseUrl('where the API is, instead of where `AWS_REGION` has it')),
  },
  create(values, context) {
    const api = route53Api(context, {
      ...partitionOf(values.AWS_REGION, values.ROUTE53_API_URL),
      accessKeyId: values.AWS_ACCESS_KEY_ID,
      secretAccessKey: values.AWS_SECRET_ACCESS_KEY,
      sessionToken: values.AWS_SESSION_TOKEN,
    });
    return {
      ...batchApi({
        zones: route53Zones(api, values.AWS_HOSTED_ZONE_ID),
        size: mostCharacters,
        weightOf,
        comparesItself: true,
        replacesSets: true,
        permissionsByName: true,
        calls: (place) => ({
          list: (name) => api.list(place, name),
          async write(changes) {
            await api.change(place, changes);
            return changes.map(setAfter);
          },
        }),
      }),
      zones: api.zones,
    };
  },
});

/**
 * The share of a batch in characters, of which each value takes at least its share as one of so many. A set that is
 * created counts as one that is changed.
 */
function weightOf({ desired, current }: Change): number {
  const before = current.records.length > 0 || !desired ? current.records : [desired];
  const weights = [...before, ...(desired ? [desired] : [])].map(({ value }) =>
    Math.max(value.length, mostCharacters / mostValues),
  );
  return weights.reduce((sum, weight) => sum + weight, 0);
}
