import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GenericContainer } from 'testcontainers';
import { concurrently } from '../../src/base/concurrently.ts';

// `node test/container/build-images.ts` builds all that the tests build, as they do it, so that they find it in the cache
// of the engine: CI does so while it tests what needs no container.

const root = fileURLToPath(new URL('../..', import.meta.url));
const integration = readdirSync(`${root}test/integration`).map((folder) => `test/integration/${folder}`);
// What takes longest comes first.
const largest = ['test/home-assistant/machine', 'test/integration/deploy', ''];
const others = integration.filter((folder) => !largest.includes(folder));
const contexts = [...largest, ...others].filter((folder) => existsSync(`${root}${folder}/Dockerfile`));

await concurrently(contexts, 3, async (folder) => {
  const start = performance.now();
  const image = `homemade-ddns-test-built:${basename(folder) || 'product'}`;
  await GenericContainer.fromDockerfile(`${root}${folder}`).build(image, { deleteOnExit: false });
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stdout.write(`[images] ${image} was built in ${seconds} s.\n`);
});
