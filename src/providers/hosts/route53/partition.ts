/** Where Route 53 is, and the region that its requests are signed for: one of each for every partition of AWS. */
interface Partition {
  readonly base: string;
  readonly region: string;
}

const usual: Partition = { base: 'https://route53.amazonaws.com', region: 'us-east-1' };
// By what the names of their regions begin with. https://docs.aws.amazon.com/general/latest/gr/r53.html
const others: readonly (Partition & { readonly begins: string })[] = [
  { begins: 'cn-', base: 'https://route53.amazonaws.com.cn', region: 'cn-northwest-1' },
  { begins: 'us-gov-', base: 'https://route53.us-gov.amazonaws.com', region: 'us-gov-west-1' },
  { begins: 'eusc-', base: 'https://route53.amazonaws.eu', region: 'eusc-de-east-1' },
];

/** The partition of a region, or else of an API that was given instead. A region of the usual one names no other place. */
export function partitionOf(region: string | undefined, base: string | undefined): Partition {
  const host = base === undefined ? undefined : new URL(base).host;
  const found =
    region === undefined
      ? others.find((one) => new URL(one.base).host === host)
      : others.find(({ begins }) => region.startsWith(begins));
  const partition = found ?? usual;
  return { ...partition, base: base ?? partition.base };
}
