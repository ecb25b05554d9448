/** What Node.js calls the work that its thread pool does: name lookups and file reads. */
const pooled = /^(GetAddrInfo|GetNameInfo|FSReq)/;

/**
 * Ends the process at once with this exit code.
 *
 * `process.exit` joins the thread pool, and nothing can cancel a `getaddrinfo` in it: with two name servers that
 * are silent it took 18 s, and `docker stop` kills after 10. So while the pool is busy the process is replaced by
 * one that only exits, which takes 40 ms. Shorter waits in RES_OPTIONS would not do: three servers and a search
 * domain still add up to 6 s of a single try of 1 s, in which a slow home router cannot answer; and c-ares,
 * which can be cancelled, knows neither the hosts file nor search domains, which names of the home need.
 */
export function endProcess(code: number): never {
  if (process.getActiveResourcesInfo().some((kind) => pooled.test(kind))) {
    // An empty environment: NODE_OPTIONS may load anything into the new process.
    process.execve?.(process.execPath, [process.execPath, '-e', `process.exitCode = ${code}`], {});
  }
  process.exit(code);
}
