import { createSocket, type Socket } from 'node:dgram';
import type { Family } from '../ip/address.ts';
import { connectUdp } from './udp-socket.ts';

// Addresses of the internet that will stay; to connect a UDP socket sends nothing.
const farAway: Record<Family, string> = { ipv4: '8.8.8.8', ipv6: '2001:4860:4860::8888' };
const everywhere = 'ff0e::1';
const anyPort = 53;

/**
 * Which own addresses the system would use now (RFC 6724): on the way to the internet, and over IPv6 on this very
 * interface. Nothing is sent. What cannot be told is left out; never rejects.
 */
export async function chosenAddresses(name: string, family: Family): Promise<string[]> {
  const asked = [towardsInternet(family), ...(family === 'ipv6' ? [onInterface(name)] : [])];
  const answers = await Promise.allSettled(asked);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

/** The own address that the system uses on the way to the internet. Rejects with a transient Failure where there is no way. */
export async function towardsInternet(family: Family): Promise<string> {
  return addressOf(await connectUdp(farAway[family], anyPort));
}

// Only for multicast can the interface be named without a privilege. The kernel chooses among its addresses alike.
function onInterface(name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp6', ipv6Only: true });
    socket.on('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.on('connect', () => resolve(addressOf(socket)));
    socket.bind(0, '::', () => {
      try {
        socket.setMulticastInterface(`::%${name}`);
        socket.connect(anyPort, everywhere);
      } catch (error) {
        socket.close();
        reject(error);
      }
    });
  });
}

function addressOf(socket: Socket): string {
  const { address } = socket.address();
  socket.close();
  return address;
}
