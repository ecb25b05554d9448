import { Failure } from '../../../base/failure.ts';
import { rcodes, type WireMessage } from '../../../dns/message.ts';
import type { Zone } from '../../../dns/name.ts';
import { orElse, settingOf } from '../../refusal-text.ts';
import { type TsigKey, type TsigVerdict, tsigErrors } from './tsig.ts';

export interface Rfc2136Occasion {
  /** Host and port. */
  readonly server: string;
  readonly zone: Zone;
  readonly key: TsigKey | undefined;
  readonly action: 'read' | 'write';
}

/** An update that the server's rules do not let through; another one, for other names, may pass. */
export class UpdateRefused extends Failure {}

/** What an error in the answer means. An UPDATE that is refused by the server's rules is an UpdateRefused. */
export function rcodeFailure({ rcode }: Pick<WireMessage, 'rcode'>, about: Rfc2136Occasion): Failure {
  const { server, key, action } = about;
  const zone = about.zone.display;
  const setting = settingOf(about.zone);
  switch (rcode) {
    case rcodes.FORMERR:
      return new Failure(
        'permanent',
        `${server} cannot read the request (FORMERR)${key ? '; it may be too old to know TSIG keys' : ''}`,
      );
    case rcodes.SERVFAIL:
      return new Failure(
        'transient',
        `${server} has a fault of its own with ${zone} (SERVFAIL): the zone may not be loaded there, or its primary server is out of reach`,
        { unconfirmed: action === 'write' },
      );
    case rcodes.NOTIMP:
      return new Failure('permanent', `${server} does not take dynamic updates (NOTIMP)`);
    case rcodes.REFUSED: {
      const who = key ? `the key ${key.name}` : 'this host without a key';
      if (action === 'read')
        return new Failure(
          'permanent',
          `${server} refuses to answer about ${zone} (REFUSED): it does not hold that zone, or does not let ${who} ask; check ${setting} and RFC2136_NAMESERVER${orElse(about.zone)}`,
        );
      return new UpdateRefused(
        'record',
        `${server} does not let ${who} change this in ${zone} (REFUSED): allow it there (BIND: allow-update or update-policy), or name the primary server in RFC2136_NAMESERVER`,
      );
    }
    case rcodes.NOTAUTH:
      return new Failure(
        'permanent',
        `${server} is not the primary server of ${zone}${key ? '' : ', or takes updates with a TSIG key only'} (NOTAUTH): check ${setting} and RFC2136_NAMESERVER${orElse(about.zone)}`,
      );
    case rcodes.NOTZONE:
      return new Failure(
        'permanent',
        `${server} says that a name is not within its zone ${zone} (NOTZONE): check ${setting}${orElse(about.zone)}`,
      );
    default:
      return new Failure('transient', `${server} answered about ${zone} with the error ${rcode}`, {
        unconfirmed: action === 'write',
      });
  }
}

/** Why an answer cannot be trusted, or what the server has against our signature. */
export function tsigFailure(
  verdict: Exclude<TsigVerdict, { is: 'valid' }>,
  about: Rfc2136Occasion,
  now: number,
): Failure {
  const { server, key, action } = about;
  const name = key?.name ?? '';
  const distrust = (what: string) =>
    new Failure('transient', `${server} ${what}, so its answer confirms nothing`, {
      unconfirmed: action === 'write',
    });
  switch (verdict.is) {
    case 'missing':
      return distrust('did not sign its answer');
    case 'malformed':
      return distrust('sent a signature that cannot be read');
    case 'wrong':
      return distrust('signed its answer wrongly');
    case 'stale':
      return new Failure('transient', apart(server, verdict.seconds), { unconfirmed: action === 'write' });
  }
  switch (verdict.error) {
    case tsigErrors.BADKEY: {
      // Knot says the same of a key that it knows but grants nothing, or not this change.
      const text = `${server} knows no key ${name} for ${key?.algorithm}, or grants it ${action === 'read' ? 'nothing' : 'no such change'} in ${about.zone.display}: check RFC2136_TSIG_KEY, RFC2136_TSIG_ALGORITHM and the rules of the server (BADKEY)`;
      return action === 'read' ? new Failure('permanent', text) : new UpdateRefused('record', text);
    }
    case tsigErrors.BADSIG:
      return new Failure(
        'permanent',
        `${server} has another secret for the key ${name}: check RFC2136_TSIG_SECRET and RFC2136_TSIG_ALGORITHM (BADSIG)`,
      );
    case tsigErrors.BADTIME: {
      // A clock that is set a moment later, as after a start without a battery, heals this by itself.
      const { serverTime } = verdict;
      const text =
        serverTime === undefined
          ? `the clocks of this machine and of ${server} differ by more than TSIG allows`
          : apart(server, serverTime - Math.floor(now / 1000));
      return new Failure('transient', `${text} (BADTIME)`);
    }
    default:
      return new Failure(
        'permanent',
        `${server} does not accept the signature (TSIG error ${verdict.error})`,
      );
  }
}

function apart(server: string, seconds: number): string {
  const direction = seconds > 0 ? 'behind' : 'ahead of';
  return `the clock of this machine is ${Math.abs(seconds)} seconds ${direction} that of ${server}, and TSIG allows 300: set the clocks`;
}
