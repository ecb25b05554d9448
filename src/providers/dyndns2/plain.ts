import type { SettingsTable } from '../../settings/setting.ts';
import type { Evidence, ProviderDefinition } from '../provider.ts';
import { apiUrl } from '../settings.ts';
import { service } from './definition.ts';
import { apart, password, userName } from './kinds.ts';
import { type AnswerRules, dyndns2 } from './rules.ts';
import { at } from './sending.ts';
import type { Parameters, Service } from './service.ts';

/** A row of a service that does as the protocol has it: a user and a password, `hostname` and `myip`. */
export interface PlainService
  extends Pick<Service<SettingsTable>, 'hostsPerCall' | 'noRecord' | 'spacing' | 'perDay' | 'rate'> {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly evidence: Evidence;
  /** What the user name is, and what the password. */
  readonly user: string;
  readonly password: string;
  readonly server: string;
  /** Default `/nic/update`. */
  readonly path?: string;
  /** What goes before the usual parameters. */
  readonly query?: Parameters;
  /** Default: a call for each. */
  readonly families?: Service<SettingsTable>['families'];
  /** Default: those of the protocol. */
  readonly answer?: AnswerRules;
}

/** https://help.dyn.com/perform-update.html. The names of the settings begin with that of the service. */
export function plain(row: PlainService): ProviderDefinition {
  const { user: aboutUser, password: aboutPassword, server, path = '/nic/update', query = {}, ...rest } = row;
  const prefix = row.name.toUpperCase().replaceAll('-', '_');
  const [user, word, address] = [`${prefix}_USERNAME`, `${prefix}_PASSWORD`, `${prefix}_API_URL`];
  return service({
    families: apart,
    answer: dyndns2(),
    ...rest,
    settings: {
      [user]: userName(aboutUser),
      [word]: password(aboutPassword),
      [address]: apiUrl(server),
    },
    request: ({ hosts, ip }, values) => ({
      url: at(values[address] ?? server, path),
      query: { ...query, hostname: hosts.join(','), myip: ip },
      basic: [values[user] ?? '', values[word] ?? ''],
    }),
  });
}
