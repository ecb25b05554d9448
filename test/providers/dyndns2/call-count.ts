import type { ProviderDefinition, ProviderValues } from '../../../src/providers/provider.ts';
import { isRequired } from '../../../src/settings/setting.ts';
import { ipv4, staged } from './played.ts';

/** A value that each setting of a service of the table takes. */
export function anyValues({ settings }: ProviderDefinition): ProviderValues {
  const url = 'https://dns.example.net/?host={host}&to={ip}';
  // Of two ways to authenticate, one.
  const needless = /_(URL|USERNAME|PASSWORD|CONTACT|HEADERS|BODY|SUCCESS|METHOD|DUAL_STACK)$/;
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, setting]) => {
      if (!isRequired(setting) && (needless.test(name) || !setting.secret)) return [];
      const address = name === 'CUSTOM_URL' ? url : 'https://dns.example.net/u';
      return [[name, name.endsWith('_URL') ? address : '12345']];
    }),
  );
}

/** How many calls a service takes to tell a new address for so many names of one zone. */
export async function callsFor(definition: ProviderDefinition, names: number): Promise<number> {
  const stage = await staged(definition.name, anyValues(definition));
  const hosts = Array.from({ length: names }, (_, n) => `host${n}.example.com`);
  for (const host of hosts) stage.held.set(`${host}/AAAA`, []);
  // One that says nothing of use ends nothing.
  stage.answer = () => ({ body: 'to be read by nobody' });
  await stage.apply({ hosts, ipv4 });
  return stage.sent.length;
}
