import { AsyncLocalStorage } from 'node:async_hooks';

const origins = new AsyncLocalStorage<string>();

/** Starts a pretend service that is met in memory alone, under this origin: it opens no port. */
export function inMemory<T>(origin: string, start: () => Promise<T>): Promise<T> {
  return origins.run(origin, start);
}

/** The origin of the service that is started, where it is to open no port. */
export function originInMemory(): string | undefined {
  return origins.getStore();
}
