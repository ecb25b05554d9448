import { randomInt } from 'node:crypto';
import { opcodes, types } from '../../../dns/message.ts';
import { requestBytes } from '../../../dns/request.ts';
import { addressesOf } from '../../../net/host.ts';
import { exchangeUdp } from '../../../net/udp.ts';
import type { ProviderContext } from '../../provider.ts';

interface Probe extends Pick<ProviderContext, 'clock'> {
  readonly server: { readonly host: string; readonly port: number };
  readonly zone: { readonly name: string };
  readonly signal: AbortSignal;
}

const timeout = 1500;
const resend = [500];

/** Whether the server says anything over UDP. Never throws. */
export async function answersOverUdp({ server, zone, clock, signal }: Probe): Promise<boolean> {
  const id = randomInt(0x10000);
  const packet = requestBytes({ id, opcode: opcodes.QUERY }, { name: zone.name, type: types.SOA });
  const read = (message: Buffer) => (message.length >= 2 && message.readUInt16BE(0) === id) || undefined;
  try {
    const [address] = await addressesOf(server.host, { signal });
    if (address === undefined) return false;
    return await exchangeUdp({ address, port: server.port, packet, resend, timeout, clock, signal, read });
  } catch {
    return false;
  }
}
