import {
  array,
  type InferOutput,
  literal,
  object,
  optional,
  picklist,
  pipe,
  regex,
  string,
  transform,
  union,
} from 'valibot';
import { parseXml } from '../../../base/xml.ts';
import { fqdn, type Zone } from '../../../dns/name.ts';
import type { Change, RecordSet } from '../../../dns/records.ts';
import { ownOrForeign } from '../../api/listed-record.ts';

// Elements that repeat, and so are lists even where there is one.
const repeated = ['HostedZone', 'ResourceRecordSet', 'ResourceRecord'];
const nothing = literal('');
const seconds = pipe(string(), regex(/^\d+$/), transform(Number));

const hostedZone = object({
  Id: string(),
  Name: string(),
  Config: optional(object({ PrivateZone: optional(picklist(['true', 'false'])) })),
});
export const hostedZones = object({
  ListHostedZonesByNameResponse: object({
    HostedZones: union([nothing, object({ HostedZone: array(hostedZone) })]),
    NextDNSName: optional(string()),
    NextHostedZoneId: optional(string()),
  }),
});

const recordSet = object({
  Name: string(),
  Type: string(),
  TTL: optional(seconds),
  ResourceRecords: optional(object({ ResourceRecord: array(object({ Value: string() })) })),
  AliasTarget: optional(object({ DNSName: string() })),
  SetIdentifier: optional(string()),
  HealthCheckId: optional(string()),
  TrafficPolicyInstanceId: optional(string()),
});
export type Route53RecordSet = InferOutput<typeof recordSet>;
const recordSets = union([nothing, object({ ResourceRecordSet: array(ownOrForeign(recordSet, 'Type')) })]);
export const recordSetPage = object({
  ListResourceRecordSetsResponse: union([
    object({ ResourceRecordSets: recordSets, IsTruncated: literal('false') }),
    object({
      ResourceRecordSets: recordSets,
      IsTruncated: literal('true'),
      NextRecordName: string(),
      NextRecordType: string(),
      NextRecordIdentifier: optional(string()),
    }),
  ]),
});

export const changeAnswer = object({
  ChangeResourceRecordSetsResponse: object({
    ChangeInfo: object({ Status: picklist(['PENDING', 'INSYNC']) }),
  }),
});

const refusal = object({ Code: string(), Message: optional(string(), '') });
const refusedBatch = object({ Messages: object({ Message: union([string(), array(string())]) }) });
// Most errors come in one form; a refused batch has come in two, with one message or a list of them.
export const errorAnswer = union([
  object({ ErrorResponse: object({ Error: refusal }) }),
  object({ InvalidChangeBatch: refusedBatch }),
]);

/** What an error answer says, whichever form it has. */
export function saidIn(answer: InferOutput<typeof errorAnswer>): { code: string; message: string } {
  if ('ErrorResponse' in answer) {
    const { Code: code, Message: message } = answer.ErrorResponse.Error;
    return { code, message };
  }
  const { Message: messages } = answer.InvalidChangeBatch.Messages;
  return { code: 'InvalidChangeBatch', message: [messages].flat().join(' ') };
}

/** The body of an answer as nested objects, all values text; undefined when it is no XML. */
export async function parseAnswer(text: string): Promise<unknown> {
  return parseXml(text, { repeated }).catch(() => undefined);
}

/**
 * The body of ChangeResourceRecordSets: each set deleted as it was read, where it was there, and created anew unless
 * it shall be gone. A batch with a DELETE of what is not just so, or a CREATE of what is there, is refused as a whole,
 * so that nothing is overwritten that was not seen.
 */
export function changeBatch(changes: readonly Change[], zone: Zone): string {
  const entries = changes.flatMap(({ name, type, desired, current }) => {
    const setOf = (records: RecordSet['records']) => {
      const values = records.map(({ value }) => element('ResourceRecord', element('Value', escaped(value))));
      const set = [
        element('Name', `${fqdn(name, zone)}.`),
        element('Type', type),
        element('TTL', String(records[0]?.ttl ?? '')),
        element('ResourceRecords', values.join('')),
      ];
      return element('ResourceRecordSet', set.join(''));
    };
    const before = current.records.length > 0 ? [element('Action', 'DELETE') + setOf(current.records)] : [];
    const after = desired ? [element('Action', 'CREATE') + setOf([desired])] : [];
    return [...before, ...after].map((change) => element('Change', change));
  });
  const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/';
  const batch = element('ChangeBatch', element('Changes', entries.join('')));
  return `<?xml version="1.0" encoding="UTF-8"?><ChangeResourceRecordSetsRequest xmlns="${namespace}">${batch}</ChangeResourceRecordSetsRequest>`;
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
