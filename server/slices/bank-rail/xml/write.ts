/** An element to be written: its name, what is in it (undefined parts are left out), its attributes. */
export type Element = {
  name: string
  content: string | readonly (Element | undefined)[]
  attributes?: Readonly<Record<string, string>>
}

/** An element, or undefined when there is nothing to put into it: XML of banks knows no empty elements. */
export function element(
  name: string,
  content: Element['content'] | undefined | null,
  attributes?: Element['attributes'],
): Element | undefined {
  if (content === undefined || content === null || content.length === 0) return undefined
  if (typeof content !== 'string' && content.every(part => part === undefined)) return undefined
  return attributes ? { name, content, attributes } : { name, content }
}

/** A document of ISO 20022: `message` in `Document` of that namespace. */
export function writeDocument(namespace: string, message: Element): Buffer {
  const document = { name: 'Document', content: [message], attributes: { xmlns: namespace } }
  const parts: string[] = ['<?xml version="1.0" encoding="UTF-8"?>\n']
  write(parts, document)
  parts.push('\n')
  return Buffer.from(parts.join(''), 'utf8')
}

function write(parts: string[], { name, content, attributes = {} }: Element): void {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  parts.push(`<${name}${written.join('')}>`)
  if (typeof content === 'string') parts.push(escaped(content))
  else for (const part of content) if (part) write(parts, part)
  parts.push(`</${name}>`)
}

const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, character => special[character] ?? '')
}

/**
 * Text as it may stand in an element: no control characters and no halves of surrogate pairs, which XML 1.0 does not
 * allow; white space becomes single spaces; at most `length` characters as XML Schema counts them (code points).
 */
export function plainText(text: string, length: number): string {
  const clean = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u{FFFE}\u{FFFF}]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return Array.from(clean).slice(0, length).join('').trim()
}
