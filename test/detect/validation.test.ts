import { describe, expect, test } from 'vitest';
import { before, stage, three } from './stage.ts';

describe('an address that is not public', () => {
  test.each([
    ['192.168.1.20', 'answered 192.168.1.20, a private address'],
    ['203.0.113.9', 'answered 203.0.113.9, a documentation address'],
    ['2a02:8010::1', 'answered something that is no IPv4 address'],
    ['', 'answered something that is no IPv4 address'],
  ])('such as %j is refused with the reason', async (line, reason) => {
    const { look } = stage({ ...three, ipify: { line } });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before });
    expect(detection.troubles).toEqual([{ source: 'ipify', state: 'began', reason }]);
  });

  test('of carrier-grade NAT is explained plainly', async () => {
    const { look } = stage({ ipify: { line: '100.64.1.2' } }, { votes: 1 });

    const detection = await look();

    expect(detection.kind === 'none' && detection.reason).toMatch(
      /the ISP uses carrier-grade NAT.*port forwarding cannot work/,
    );
  });

  test('that the router reports is explained plainly', async () => {
    const { look } = stage({ gateway: { transport: 'local', line: '192.168.178.1' } });

    const detection = await look();

    expect(detection.kind === 'none' && detection.reason).toMatch(
      /second router.*port forwarding cannot work/,
    );
  });

  test('is published only with ALLOW_PRIVATE and only from a source that may', async () => {
    const scripts = {
      web: { line: '192.168.1.20', mayBePrivate: true as const },
      ipify: { line: '192.168.1.20' },
    };

    const refused = await stage(scripts, { votes: 1 }).look();
    const allowed = await stage(scripts, { votes: 1, allowPrivate: true }).look();

    expect(refused).toMatchObject({ kind: 'none', split: false });
    expect(allowed).toMatchObject({ kind: 'agreed', address: '192.168.1.20', witnesses: ['web'] });
  });
});
