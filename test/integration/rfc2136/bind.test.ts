import { describe } from 'vitest';
import { dockerFor } from '../../support/docker.ts';
import { serverOfTests, updateContract } from './contract.ts';
import { refusalCases } from './refusal-cases.ts';
import { startUpdateServer } from './server.ts';
import { updateCases } from './update-cases.ts';

const engine = await dockerFor('The tests of rfc2136 against BIND');

describe.runIf(engine)('against a real BIND', () => {
  const server = serverOfTests(async () => {
    if (!engine) throw new Error('no Docker engine');
    return startUpdateServer(engine, 'bind');
  });
  updateContract('rfc2136 before BIND', server);
  updateCases(server);
  refusalCases(server, 'bind');
});
