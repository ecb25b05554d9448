import { describe, expect, onTestFinished, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Family } from '../../../src/ip/address.ts';
import type { Source } from '../../../src/sources/source.ts';

/** A source and the pretend server that it asks. */
export interface SourceStage {
  readonly source: Source;
  readonly family: Family;
  /** The address that the world sees. */
  readonly truth: string;
  /** Makes the server go wrong in the named way; undefined: it is honest again. */
  misbehave(fault: string | undefined): void;
  /** Requests that reached the server. */
  requests(): number;
  close(): Promise<void>;
}

export interface SourceContract {
  readonly title: string;
  /** The ways in which the server can go wrong; in each of them there is no answer to be used. */
  readonly faults: readonly string[];
  /** One of the faults in which the server never answers. */
  readonly silence: string;
  /** Opens a stage with an honest server; `timeout` in milliseconds for one request. */
  open(timeout: number): Promise<SourceStage>;
}

const patient = 60_000;
const impatient = 300;
const calm = () => new AbortController().signal;

/** What every source keeps to, whatever it asks. */
export function sourceContract({ title, faults, silence, open }: SourceContract): void {
  async function stage(timeout: number, whenFinished = onTestFinished): Promise<SourceStage> {
    const opened = await open(timeout);
    whenFinished(() => opened.close());
    return opened;
  }

  describe(`${title} as a source`, () => {
    test('tells the address that the world sees', async () => {
      const { source, family, truth } = await stage(patient);

      const address = await source.ask(family, calm());

      expect(address).toBe(truth);
    });

    test('asks once for one answer', async () => {
      const { source, family, requests } = await stage(patient);

      await source.ask(family, calm());

      expect(requests()).toBe(1);
    });

    test('has a name and an operator that can be shown', async () => {
      const { source } = await stage(patient);

      expect(source.name).toMatch(/^[^\s?#]+$/);
      expect(source.name).not.toMatch(/\/\/[^/]*@/);
      expect(source.operator).toMatch(/^\S+$/);
    });

    // Side by side, since some wait until the time is up.
    const faulty = 'has no answer but a reason, and goes on when the fault is over: %s';
    test.concurrent.for(faults)(faulty, async (fault, { onTestFinished: whenFinished }) => {
      const { source, family, truth, misbehave } = await stage(impatient, whenFinished);
      misbehave(fault);

      const thrown = await source.ask(family, calm()).catch((error: unknown) => error);
      misbehave(undefined);
      const address = await source.ask(family, calm());

      expect(thrown).toBeInstanceOf(Failure);
      expect(thrown).toHaveProperty('message', expect.stringMatching(/\w+ \w+/));
      expect(address).toBe(truth);
    });

    test('does not answer for the other family', async () => {
      const { source, family } = await stage(impatient);
      const other = family === 'ipv4' ? 'ipv6' : 'ipv4';

      await expect(source.ask(other, calm())).rejects.toBeInstanceOf(Failure);
    });

    test('stops as soon as it is told to', { timeout: patient / 4 }, async () => {
      const { source, family, misbehave } = await stage(patient);
      misbehave(silence);
      const controller = new AbortController();
      const asking = source.ask(family, controller.signal);
      setTimeout(() => controller.abort(), 50);

      await expect(asking).rejects.toBeInstanceOf(Failure);
    });

    test('asks nobody when it was stopped before', async () => {
      const { source, family, requests } = await stage(patient);

      const asking = source.ask(family, AbortSignal.abort());

      await expect(asking).rejects.toBeInstanceOf(Failure);
      expect(requests()).toBe(0);
    });
  });
}
