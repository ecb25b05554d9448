import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers';

/** The Docker engine of this machine, or undefined where none answers. In CI there has to be one. */
export async function findEngine(): Promise<ContainerRuntimeClient | undefined> {
  try {
    return await getContainerRuntimeClient();
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    return undefined;
  }
}
