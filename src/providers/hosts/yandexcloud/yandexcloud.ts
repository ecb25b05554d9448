import { object, safeParse, string } from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import type { Zone } from '../../../dns/name.ts';
import { jsonKey, pemKey } from '../../../settings/keys.ts';
import { matching } from '../../../settings/rows.ts';
import { perZone, withDefault } from '../../../settings/setting.ts';
import { everyZone } from '../../api/every-zone.ts';
import { signedJwt } from '../../api/jwt.ts';
import { tokenApi, tokenDoor } from '../../api/tokens.ts';
import { zoneIds } from '../../api/zone-ids.ts';
import { batchApi } from '../../apply/per-batch.ts';
import { host } from '../../host.ts';
import { noZone } from '../../refusal-text.ts';
import { apiUrl, baseUrl } from '../../settings.ts';
import { calls, isFailed, report, tokenReport, zonesOf } from './api.ts';

const keyFile = object({ id: string(), service_account_id: string(), private_key: string() });
const granted = object({ iamToken: string(), expiresAt: string() });
const anHour = 3600;
const batchSize = 100;

/** Yandex Cloud DNS, whose update is carried out whole if what it deletes is still so: https://yandex.cloud/docs/dns/api-ref/DnsZone/updateRecordSets (recorded 2022) */
export const yandexcloud = host({
  name: 'yandexcloud',
  title: 'Yandex Cloud',
  about:
    'Create a service account for this alone with the role `dns.editor` for the folder, and an authorized key for it (`yc iam key create --output key.json`). The whole file is wanted, as it is or in base64, best as `YANDEX_CLOUD_IAM_TOKEN_FILE`. Only public zones are looked at. An update is refused where the records are not as they were read, and all changes of a zone go in one.',
  ttl: { min: 60, max: 2_147_483_647 },
  settings: {
    YANDEX_CLOUD_IAM_TOKEN: jsonKey(
      'authorized key of the service account',
      'the JSON of an authorized key, as it is or in base64',
      (file) => {
        const { output, success } = safeParse(keyFile, file);
        // A line of warning stands before the key.
        const pem = success ? pemKey(output.private_key.replace(/^.*?(?=-----BEGIN)/s, '')) : undefined;
        return success && pem !== undefined ? { ...output, pem } : undefined;
      },
    ),
    YANDEX_CLOUD_FOLDER_ID: matching(
      'id of the folder that holds the zone',
      'the id of a folder',
      /^[a-z\d]+$/,
    ),
    YANDEX_CLOUD_ZONE_ID: perZone(
      matching(
        'id of the zone; else the public one of `DOMAIN` is looked up',
        'the id of a zone',
        /^[a-z\d]+$/,
      ),
    ),
    YANDEX_API_URL: apiUrl('https://dns.api.cloud.yandex.net'),
    YANDEX_TOKEN_URL: withDefault(
      'https://iam.api.cloud.yandex.net/iam/v1/tokens',
      baseUrl('where tokens are had'),
    ),
  },
  create(values, context) {
    const { YANDEX_CLOUD_IAM_TOKEN: key, YANDEX_CLOUD_FOLDER_ID: folder, YANDEX_TOKEN_URL: url } = values;
    const owner = 'that YANDEX_CLOUD_FOLDER_ID is the folder which holds the zone';
    const vendor = {
      ...context,
      advice: {
        credentials:
          "check YANDEX_CLOUD_IAM_TOKEN, whether the key was deleted, and that this machine's clock is right",
        permission: 'the service account needs the role dns.editor for the folder of the zone',
        zone: owner,
      },
    };
    const door = tokenDoor({ ...vendor, url, report: tokenReport });
    const ask = async (zone: Zone, signal: AbortSignal) => {
      const now = Math.floor(context.clock.now() / 1000);
      const claims = { iss: key.service_account_id, aud: url, iat: now, exp: now + anHour };
      const jwt = await signedJwt({ pem: key.pem, alg: 'PS256', kid: key.id }, claims);
      const { iamToken } = await door(zone, signal, { body: { jwt }, assertion: jwt }, granted);
      // It lasts for twelve hours, and is wanted anew each hour.
      return { text: iamToken, lasts: anHour };
    };
    const base = `${values.YANDEX_API_URL}/dns/v1`;
    const api = tokenApi({ ...vendor, context, base, ask, isError: isFailed, report });
    const zones = zoneIds(async (zone, signal) => {
      if (values.YANDEX_CLOUD_ZONE_ID !== undefined) return values.YANDEX_CLOUD_ZONE_ID;
      const all = await zonesOf(api, zone, signal, folder);
      const found = all.find((one) => listedName(one.zone) === zone.name);
      if (found) return found.id;
      throw new Failure('permanent', noZone(context.title, zone, owner));
    });
    /** Descriptions as they were listed last, which an update has to name. */
    const notes = new Map<string, string>();
    return {
      ...batchApi({
        size: batchSize,
        comparesItself: true,
        zones,
        calls: (place) => calls(api, place, notes),
      }),
      zones: async (signal) => (await zonesOf(api, everyZone, signal, folder)).map(({ zone }) => zone),
    };
  },
});
