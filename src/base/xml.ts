export interface XmlForm {
  /** Elements that may repeat, and so are lists even where there is one. */
  readonly repeated?: readonly string[];
  /** Names are read without their namespace prefix; default: with it. */
  readonly dropPrefixes?: boolean;
  /** `&amp;` and its like stay as they are written; default: they are read. */
  readonly keepEntities?: boolean;
}

/**
 * XML as nested objects, all values text, attributes left out. It must not define entities: without a DTD there are
 * none of its own and nothing to fetch, and what is left is bounded by the size of the text. Throws an Error whose
 * message continues "the answer …". The library is loaded at the first call.
 */
export async function parseXml(text: string, form: XmlForm = {}): Promise<unknown> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new Error('defines XML entities, which are not read');
  const { repeated, dropPrefixes = false, keepEntities = false } = form;
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    ignoreAttributes: true,
    removeNSPrefix: dropPrefixes,
    parseTagValue: false,
    processEntities: !keepEntities,
    maxNestedTags: 40,
    ...(repeated && { isArray: (name: string) => repeated.includes(name) }),
  });
  try {
    return parser.parse(text, true);
  } catch (error) {
    throw new Error('is no XML that can be read', { cause: error });
  }
}
