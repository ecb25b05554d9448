import { fileURLToPath } from 'node:url';
import { GenericContainer, ImageName, randomUuid } from 'testcontainers';
import type { TestProject } from 'vitest/node';
import { findEngine } from './engine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The image built from our Dockerfile; undefined where there is no Docker engine. */
    image: string | undefined;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the image once for all files, as `docker build .` does. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const engine = await findEngine();
  if (!engine) {
    process.stderr.write('The container tests are left out: no Docker engine answers on this machine.\n');
    project.provide('image', undefined);
    return undefined;
  }
  // A name of its own: after a failed build no older image can be tested by mistake.
  const image = `homemade-ddns-test:${randomUuid()}`;
  await GenericContainer.fromDockerfile(root)
    .build(image)
    .catch((cause: unknown) => {
      throw new Error('The image could not be built; "docker build ." shows why', { cause });
    });
  project.provide('image', image);
  return async () => {
    await engine.container.dockerode.getImage(ImageName.fromString(image).string).remove();
  };
}
