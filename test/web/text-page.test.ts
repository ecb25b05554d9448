import { expect, it } from 'vitest';
import { textPage } from '../../src/web/text-page.ts';

it('has one line for each thing it says, whatever stands in it', () => {
  const page = (error: string) =>
    textPage({
      ...{
        status: 'failing',
        lastSuccessfulSync: null,
        lastAttempt: null,
        nat: null,
        notes: [],
        sources: [],
      },
      ...{
        addresses: { ipv4: null, ipv6: null },
        addressErrors: { ipv4: error, ipv6: null },
        version: '1.2.3',
      },
      targets: [],
    });

  expect(page('no\nlast successful sync: just now\u202e\x1b[2J').split('\n')).toHaveLength(
    page('no').split('\n').length,
  );
  expect(page('no\u202e\x1b[2J')).not.toMatch(/[^\P{C}\n]/u);
  expect(page('no')).toContain('\n  ipv4: no\n');
});
