import { domainToASCII } from 'node:url';

/**
 * A name as this program writes it, of one as a service lists it: A-labels in lower case without a trailing dot. What
 * can be no name of the settings is left as it is, so it equals none of them.
 */
export function listedName(text: string): string {
  const labels = text.toLowerCase().replace(/\.$/, '').split('.');
  // domainToASCII reads a purely numeric label as an IPv4 address, so ASCII labels do not pass through it.
  return labels
    .map((label) => (/^\p{ASCII}*$/u.test(label) ? label : domainToASCII(label) || label))
    .join('.');
}
