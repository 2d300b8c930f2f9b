/** A piece of XML whose texts are escaped; only `element` and `message` make it. */
export type Xml = { readonly xml: string }

type Content = string | number | Xml | null | readonly (Xml | null)[]

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, character => ESCAPES[character] ?? character)
}

function fill(content: Content): string {
  if (content === null) return ''
  if (typeof content === 'string') return escape(content)
  if (typeof content === 'number') return String(content)
  if ('xml' in content) return content.xml
  return content.map(part => part?.xml ?? '').join('')
}

/** `element('Amt', '10.50', { Ccy: 'EUR' })`; a list of pieces keeps its order, which the standard prescribes. */
export function element(
  name: string,
  content: Content,
  attributes: Readonly<Record<string, string>> = {},
): Xml {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`)
  return { xml: `<${name}${written.join('')}>${fill(content)}</${name}>` }
}

/** A whole message of this kind, such as `camt.054.001.08`. */
export function message(kind: string, body: Xml): string {
  const document = element('Document', body, { xmlns: `urn:iso:std:iso:20022:tech:xsd:${kind}` })
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document.xml}\n`
}
