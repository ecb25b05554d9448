import { listIn, type NotifyAddress, serverOf, tlsParameters } from '../address.ts';
import { ask, fieldsOf } from '../asking.ts';
import { NotTaken, type Sending, type Service } from '../notifier.ts';
import { fitted, whole } from '../text.ts';

const api = '/_matrix/client/v3';

/**
 * https://spec.matrix.org/latest/client-server-api/: what is sent again under the same transaction is not told twice.
 * Rooms with encryption would need a client of their own.
 */
export const matrix: Service = {
  title: 'Matrix',
  schemes: ['matrix'],
  form: 'matrix://USER:PASSWORD@HOST[?rooms=!ID,ALIAS], matrix://:TOKEN@HOST[?rooms=…]',
  about: 'Without `rooms` all rooms that the account has joined; rooms without encryption.',
  ownServer: true,
  parameters: ['rooms', 'room', 'title', ...tlsParameters],
  read(address) {
    const { user, password, host, path, fragment } = address;
    if (path.length > 0 || fragment !== '')
      throw new Error('names rooms in its path; they are written ?rooms=!ID,ALIAS, and # as %23');
    if (password === '') throw new Error('holds no password and no token; matrix://:TOKEN@HOST');
    const { base, isGuessed } = serverOf(address);
    const rooms = listIn(address, 'rooms', 'room');
    const reached = { scheme: 'matrix', isGuessed };
    let token = user === '' ? password : undefined;
    return [
      {
        ...{ title: 'Matrix', host, secrets: [user, password] },
        async send(message, sending) {
          const call = createCalls(base, sending, reached);
          token ??= await call.login(user, password);
          const authorized = token;
          try {
            for (const room of await call.roomIds(rooms, address, authorized))
              await call.say(room, message.id, fitted(whole(message), 8000), authorized);
          } catch (thrown) {
            // A session that the server has ended is begun anew the next time.
            if (user !== '' && thrown instanceof NotTaken && !thrown.isPassing) token = undefined;
            throw thrown;
          }
        },
      },
    ];
  },
};

function createCalls(base: string, sending: Sending, reached: { scheme: string; isGuessed: boolean }) {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return {
    async login(user: string, password: string): Promise<string> {
      const { access_token } = await ask(
        {
          ...{ url: `${base}${api}/login`, reached },
          json: {
            type: 'm.login.password',
            identifier: { type: 'm.id.user', user },
            password,
            initial_device_display_name: 'homemade-ddns',
          },
          isTaken: (_, { access_token }) => typeof access_token === 'string',
        },
        sending,
      );
      const token = String(access_token);
      sending.onSession(token);
      return token;
    },

    async roomIds(rooms: readonly string[], { hostname }: NotifyAddress, token: string): Promise<string[]> {
      const about = { method: 'GET', headers: bearer(token), reached } as const;
      if (rooms.length === 0) {
        const { joined_rooms } = await ask(
          {
            ...{ ...about, url: `${base}${api}/joined_rooms` },
            isTaken: (_, { joined_rooms }) => Array.isArray(joined_rooms),
          },
          sending,
        );
        const joined = Object.values(fieldsOf({ ...(Array.isArray(joined_rooms) ? joined_rooms : []) }));
        if (joined.length === 0) throw new NotTaken('the account has joined no room');
        return joined.map(String);
      }
      const ids: string[] = [];
      for (const room of rooms) ids.push(room.startsWith('!') ? room : await idOf(aliasOf(room, hostname)));
      return ids;

      async function idOf(alias: string): Promise<string> {
        const { room_id } = await ask(
          {
            ...{ ...about, url: `${base}${api}/directory/room/${encodeURIComponent(alias)}` },
            isTaken: (_, { room_id }) => typeof room_id === 'string',
          },
          sending,
        );
        return String(room_id);
      }
    },

    async say(room: string, transaction: string, body: string, token: string): Promise<void> {
      await ask(
        {
          url: `${base}${api}/rooms/${encodeURIComponent(room)}/send/m.room.message/${transaction}`,
          ...{ method: 'PUT', headers: bearer(token), json: { msgtype: 'm.text', body }, reached },
          isTaken: (_, { event_id }) => typeof event_id === 'string',
        },
        sending,
      );
    },
  };
}

/** `#room:server` of `room`, `#room` or `room:server`. */
function aliasOf(room: string, server: string): string {
  const name = room.replace(/^#/, '');
  return `#${name.includes(':') ? name : `${name}:${server}`}`;
}
