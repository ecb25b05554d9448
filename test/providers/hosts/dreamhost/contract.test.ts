import { dreamhost } from '../../../../src/providers/hosts/dreamhost.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { dreamhostError, dreamhostKey, pretendDreamhost } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(dreamhost, pretendDreamhost(), { overSockets: true });

providerContract({
  name: 'DreamHost',
  setup,
  secrets: [dreamhostKey],
  ttls: [300, 300],
  zoneTtl: true,
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 1, write: 2 * names }),
  leftAlone: [[{ extra: { editable: '0' } }, 'holds a record that DreamHost manages itself']],
  refusals: [
    ...commonRefusals('DreamHost', '{"result":"error","data":"sorry"}'),
    {
      title: 'a wrong key inside of a 200',
      kind: 'permanent',
      says: /check DREAMHOST_API_KEY \(200 invalid_api_key\)/,
      fault: refused(dreamhostError('invalid_api_key')),
    },
    {
      title: 'a key without the function',
      kind: 'permanent',
      says: /must have the functions dns-list_records, dns-add_record and dns-remove_record/,
      fault: refused(dreamhostError('this_key_cannot_access_this_cmd')),
    },
    {
      title: 'too many requests inside of a 200',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(dreamhostError('slow_down_bucko')),
    },
    {
      title: 'a fault of its own',
      kind: 'transient',
      says: /internal_error_could_not_update_zone/,
      fault: refused(dreamhostError('internal_error_could_not_update_zone')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /DreamHost refused.*invalid_value/,
      fault: refused(dreamhostError('invalid_value')),
    },
  ],
});
