/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Html[] | undefined | false;

/** Markup with values in it: a text becomes the text that the reader sees, whatever stands in it. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.reduce((before, next, index) => before + markupOf(parts[index - 1]) + next) };
}

const nothing: Html = { markup: '' };

/** `markup` where the condition holds. */
export function when(condition: unknown, markup: () => Html): Html {
  return condition ? markup() : nothing;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number')
    return String(part).replace(/[&<>"']/g, (character) => escapes[character] ?? '');
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

/** A name or an address, which a narrow page breaks behind a dot or a colon rather than anywhere. */
export function breakable(text: string): Html {
  return { markup: markupOf(text).replace(/(?<=[^.:])[.:](?=[^.:])/g, '$&<wbr>') };
}
