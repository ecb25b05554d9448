/** All topics of one instance, by its id. */
export interface Topics {
  /** `online` or `offline`, retained; the broker tells the latter for us. */
  readonly availability: string;
  /** All values as one JSON object, retained. */
  readonly state: string;
  /** What asks for a look: `PRESS`. */
  readonly look: string;
  /** Instances with the same id tell each other here that they are there. */
  readonly instance: string;
  /** Home Assistant says here that it has started. */
  readonly births: readonly string[];
  /** Every discovery topic that is ours. */
  readonly discoveryFilter: string;
  discovery(platform: string, object: string): string;
}

/** What Home Assistant takes for the ids in a discovery topic. */
export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

const defaultPrefix = 'homeassistant';

export function topicsOf(id: string, prefix: string): Topics {
  const base = `homemade-ddns/${id}`;
  const node = deviceId(id);
  return {
    availability: `${base}/availability`,
    state: `${base}/state`,
    look: `${base}/look`,
    instance: `${base}/instance`,
    // Its topic stays the same unless it is changed too.
    births: [...new Set([`${prefix}/status`, `${defaultPrefix}/status`])],
    discoveryFilter: `${prefix}/+/${node}/+/config`,
    discovery: (platform, object) => `${prefix}/${platform}/${node}/${object}/config`,
  };
}

/** What Home Assistant knows the device by. */
export function deviceId(id: string): string {
  return `homemade_ddns_${id}`;
}

/** The id of an instance that was given none: the same for each container that keeps the same zone at the same host. */
export function defaultId(host: string, zone: string): string {
  return `${host}_${zone}`.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);
}

/** A name as part of an id: dots become `_`, and what no id may hold `__` and its number, so that no two names meet. */
export function objectId(name: string): string {
  return [...name]
    .map((char) => {
      if (char === '.') return '_';
      return /[a-z0-9-]/.test(char) ? char : `__${char.codePointAt(0)?.toString(16)}`;
    })
    .join('');
}
