import { describe } from 'vitest';
import { dockerFor } from '../../support/docker.ts';
import { serverOfTests, updateContract } from './contract.ts';
import { refusalCases } from './refusal-cases.ts';
import { startUpdateServer } from './server.ts';
import { updateCases } from './update-cases.ts';

const engine = await dockerFor('The tests of rfc2136 against Knot');

describe.runIf(engine)('against a real Knot', () => {
  const server = serverOfTests(async () => {
    if (!engine) throw new Error('no Docker engine');
    return startUpdateServer(engine, 'knot');
  });
  updateContract('rfc2136 before Knot', server);
  updateCases(server);
  refusalCases(server, 'knot');
});
