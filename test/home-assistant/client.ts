export type Facts = Readonly<Record<string, unknown>>;

/** An entity as Home Assistant shows it. */
export interface Entity {
  readonly entity_id: string;
  readonly state: string;
  readonly last_updated: string;
  readonly attributes: Facts;
}

/** What a user of Home Assistant can do, by the interfaces that its own pages use. */
export interface Client {
  /** Reads `/api/PATH`. */
  get(path: string): Promise<unknown>;
  post(path: string, body: Facts): Promise<unknown>;
  /** The answer to a command of the WebSocket. */
  ask(type: string, more?: Facts): Promise<unknown>;
  /** All entities, by id. */
  entities(): Promise<ReadonlyMap<string, Entity>>;
  /** Its state; `undefined` where there is no such entity. */
  state(id: string): Promise<string | undefined>;
  /** The text of the notifications that are shown, by id. */
  notifications(): Promise<ReadonlyMap<string, string>>;
}

export const password = 'right-horse-battery';

/** Logs in as the owner, as a browser does: https://developers.home-assistant.io/docs/auth_api */
export async function login(url: string): Promise<Client> {
  const client_id = `${url}/`;
  const json = async (path: string, body: Facts | URLSearchParams, token?: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      body: body instanceof URLSearchParams ? body : JSON.stringify(body),
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const handler = ['homeassistant', null];
  const flow = (await json('/auth/login_flow', { client_id, handler, redirect_uri: client_id })) as Facts;
  const who = { client_id, username: 'owner', password };
  const { result } = (await json(`/auth/login_flow/${flow.flow_id}`, who)) as Facts;
  const grant = { grant_type: 'authorization_code', code: String(result), client_id };
  const { access_token } = (await json('/auth/token', new URLSearchParams(grant))) as Facts;
  const token = String(access_token);

  async function get(path: string): Promise<unknown> {
    const response = await fetch(`${url}/api/${path}`, { headers: { authorization: `Bearer ${token}` } });
    return response.json();
  }
  async function entities(): Promise<ReadonlyMap<string, Entity>> {
    const all = (await get('states')) as Entity[];
    return new Map(all.map((entity) => [entity.entity_id, entity]));
  }
  const ask = (type: string, more: Facts = {}) => answerTo(url, token, { id: 1, type, ...more });
  return {
    ...{ get, entities, ask },
    post: (path, body) => json(`/api/${path}`, body, token),
    state: async (id) => (await entities()).get(id)?.state,
    async notifications() {
      const shown = (await ask('persistent_notification/get')) as Facts[];
      return new Map(
        shown.map(({ notification_id, message }) => [
          String(notification_id),
          String(message).replace(/\s+/g, ' '),
        ]),
      );
    },
  };
}

/** https://developers.home-assistant.io/docs/api/websocket */
function answerTo(url: string, token: string, command: Facts): Promise<unknown> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/websocket`);
  const say = (message: Facts) => socket.send(JSON.stringify(message));
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error('the WebSocket of Home Assistant failed'));
    socket.onclose = () => reject(new Error('Home Assistant closed its WebSocket'));
    socket.onmessage = ({ data }) => {
      const { type, success, result, error } = JSON.parse(String(data));
      if (type === 'auth_required') say({ type: 'auth', access_token: token });
      else if (type === 'auth_ok') say(command);
      else {
        if (success) resolve(result);
        else reject(new Error(`${command.type}: ${type} ${JSON.stringify(error ?? null)}`));
        socket.close();
      }
    };
  });
}
