/** What a name is read with. It throws an Error that says what is wrong with it. */
type NameReader<T> = (text: string) => T;

/** Reads a name. Of a URL, or a host with a port, the error says which name to write. */
export function orUrl<T>(read: NameReader<T>): NameReader<T> {
  return (text) => {
    try {
      return read(text);
    } catch (error) {
      const host = hostIn(text);
      if (host === undefined || !isReadable(read, host)) throw error;
      throw new Error(`is more than a name; write ${host} alone`);
    }
  };
}

function isReadable<T>(read: NameReader<T>, text: string): boolean {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
}

function hostIn(text: string): string | undefined {
  const [, host] =
    /^(?:(?:[a-z][a-z\d+.-]*:)?\/\/)?(?:[^/@\s]*@)?([^\s/:@?#]+)(?::\d+)?(?:[/?#].*)?$/is.exec(text) ?? [];
  return host === text ? undefined : host;
}
