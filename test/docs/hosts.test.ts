import { expect, it } from 'vitest';
import { providerNames } from '../../src/providers/registry.ts';
import { text } from '../support/deployments.ts';
import { evidenceOf } from '../support/host-pages.ts';

it('the page of the hosts has a row and a section for each', () => {
  const page = text('docs/hosts.md');
  const told = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, name]) => name).sort();

  expect(told(/^\| \[[^\]]+\]\(#[^)]+\) \| `([^`]+)` \|/gm)).toEqual([...providerNames].sort());
  expect(told(/^## .+\n\n`PROVIDER=([^`]+)`/gm)).toEqual([...providerNames].sort());
});

it.each([
  { name: 'rfc2136', told: 'a real server' },
  { name: 'cloudflare', told: 'recorded' },
  { name: 'nobody', evidence: 'by one client', told: 'by one client' },
] as const)('the facts about $name are known as told: $told', ({ told, ...host }) => {
  expect(evidenceOf(host)).toBe(told);
});

it('a host whose tests show nothing has to say how sure it is', () => {
  expect(() => evidenceOf({ name: 'nobody' })).toThrow('nobody: say in its definition how sure');
});
