import Gauge from 'prom-client/lib/gauge.js';
import type { Hub } from './hub.ts';

/** What is seen of the home from outside. Labels are places of the settings and words of ours. */
export const worldRows: readonly ((hub: Hub) => void)[] = [
  function world({ registers, kept, world: seen }) {
    new Gauge({
      ...{ name: 'homemade_ddns_world_records', registers: [...registers] },
      help: 'Kept records by how the servers of their zone showed them last, asked from here: served, differs, following (a change that they do not serve yet), late (not after 10 minutes), not_visible, not_asked.',
      labelNames: ['provider', 'zone', 'showing'],
      collect() {
        this.reset();
        for (const { target } of kept)
          for (const [showing, count] of seen?.counts(target) ?? [])
            this.inc({ provider: target.host, zone: target.zone.name, showing }, count);
      },
    });
    new Gauge({
      ...{ name: 'homemade_ddns_world_forgotten_timestamp_seconds', registers: [...registers] },
      help: 'By when the last resolver has forgotten the addresses before the last change; no value where that is not known.',
      labelNames: ['provider', 'zone'],
      collect() {
        this.reset();
        for (const { target } of kept) {
          const at = seen?.forgottenBy(target);
          if (at !== undefined) this.set({ provider: target.host, zone: target.zone.name }, at / 1000);
        }
      },
    });
  },

  function reach({ registers, world: seen }) {
    new Gauge({
      ...{ name: 'homemade_ddns_home_answers', registers: [...registers] },
      help: 'Whether a place of CHECK_URLS answered at the public address when it was tried last, from inside: 1, or 0 where that cannot be judged.',
      labelNames: ['place', 'family'],
      collect() {
        this.reset();
        for (const { place, family, isAnswering } of seen?.found() ?? [])
          this.set({ place, family }, isAnswering ? 1 : 0);
      },
    });
    new Gauge({
      ...{ name: 'homemade_ddns_certificate_days_left', registers: [...registers] },
      help: 'Full days that the certificate of a place of CHECK_URLS is good for; no value where none was seen that fits.',
      labelNames: ['place', 'family'],
      collect() {
        this.reset();
        for (const { place, family, days } of seen?.found() ?? [])
          if (days !== undefined) this.set({ place, family }, days);
      },
    });
  },
];
