import { existsSync, readFileSync } from 'node:fs';
import {
  array,
  type GenericSchema,
  type InferOutput,
  nullable,
  number,
  object,
  parse,
  record,
  string,
} from 'valibot';

const folder = new URL('../../../../shared/fixtures/', import.meta.url);

/** Whether the recordings are here. They are not part of the project, so a clone may be without them. */
export const hasFixtures = existsSync(folder);
if (!hasFixtures)
  console.info('the recorded tests are skipped: ../shared/fixtures is not beside this project');

export function fixtureText(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8');
}

const exchange = object({
  cassette: string(),
  seq: number(),
  request: object({ method: string(), url: string(), body: nullable(string()) }),
  response: object({ status: number(), headers: record(string(), string()), body: string() }),
}) satisfies GenericSchema;
export type Exchange = InferOutput<typeof exchange>;

/** The exchanges recorded at a provider, in the order in which they happened. */
export function recordedExchanges(provider: string): Exchange[] {
  const file = parse(
    object({ interactions: array(exchange) }),
    JSON.parse(fixtureText(`recorded/${provider}.json`)),
  );
  return file.interactions;
}
