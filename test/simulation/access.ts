import type { Access } from '../../src/core/access.ts';
import type { Account } from '../../src/core/account.ts';
import type { Target } from '../../src/core/target.ts';
import type { RecordKey } from '../../src/dns/records.ts';
import type { Http } from '../../src/http/client.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { realAdapter } from './host-api.ts';
import { askedHeader, type Network, targetHeader } from './network.ts';
import type { PretendApi } from './pretend-api.ts';
import { pretendHost } from './pretend-hosts.ts';
import type { ProcessClock } from './simulated-clock.ts';
import { updateOnlyHost } from './update-only.ts';

/** The file that a host's credentials stand in, as the owner left it. */
export interface SecretFile {
  content: string;
  version: number;
  isReadable: boolean;
}

export interface AccessOptions {
  readonly api: PretendApi;
  readonly target: Target;
  readonly account: Account;
  readonly network: Network;
  readonly clock: ProcessClock;
  readonly file: SecretFile;
  /** `since`: when it began to read, where that is as of when it knows what it has read. */
  hasRead(keys: readonly RecordKey[], since: number | undefined): void;
}

/** The way to a host, with an adapter made anew for each new secret; what cannot be read leaves the last one in use. */
export function accessTo({ api, target, account, network, clock, file, hasRead }: AccessOptions): Access {
  const http = onBehalfOf(target, account.http, clock);
  const base = `https://${api.host}`;
  let { version } = file;
  let host = adapter(file.content, undefined);

  function adapter(token: string, before: Provider | undefined): Provider {
    if (api.real) return realAdapter({ real: api.real, host: api.host, http, clock, token });
    if (api.kind !== 'update-only' && api.kind !== 'host')
      return pretendHost({ kind: api.kind, base, http, clock, token });
    const authoritative = {
      lookUp: (name: string, type: RecordKey['type'], signal: AbortSignal) =>
        network.lookUp(api.host, target.id, name, type, signal),
    };
    return updateOnlyHost({ base, http, clock, token, authoritative, before });
  }

  /** The same, telling what it has read. */
  const told = (provider: Provider): Provider => ({
    ...provider,
    async read(zone, keys, signal) {
      const begun = clock.monotonic();
      const sets = await provider.read(zone, keys, signal);
      // A real host may be read by many requests, each of which shows a part.
      hasRead(keys, api.real ? begun : undefined);
      return sets;
    },
  });
  let provider = told(host);

  return {
    get provider() {
      return provider;
    },
    refresh() {
      if (!file.isReadable) return { version, trouble: 'the file cannot be read' };
      if (file.version !== version) {
        ({ version } = file);
        host = adapter(file.content, host);
        provider = told(host);
      }
      return { version, trouble: undefined };
    },
  };
}

function onBehalfOf({ id }: Target, http: Http, clock: ProcessClock): Http {
  return (request) => {
    const about = { [targetHeader]: id, [askedHeader]: String(clock.monotonic()) };
    return http({ ...request, headers: { ...request.headers, ...about } });
  };
}
