import { SaxesParser } from 'saxes'

/** An element with its children in order; `text` is what stands directly in it. */
export type Element = { readonly name: string; readonly children: Element[]; text: string }

/** Something about the file is not as the standard or the agreement says; `reason` is a code of ISO 20022. */
export class FileProblem extends Error {
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}

/** Parses a message; answers its namespace and the element in `Document`. Document types are refused. */
export function parseMessage(text: string): { namespace: string; body: Element } {
  const root: Element = { name: '', children: [], text: '' }
  const open: Element[] = [root]
  let namespace = ''
  const parser = new SaxesParser({ xmlns: true })
  parser.on('doctype', () => {
    throw new FileProblem('FF01', 'A document type is not allowed.')
  })
  parser.on('error', error => {
    throw new FileProblem('FF01', `The file is not well-formed XML: ${error.message}`)
  })
  parser.on('opentag', tag => {
    if (open.length === 1) namespace = tag.uri
    else if (tag.uri !== namespace) throw new FileProblem('FF01', `${tag.name} is of another namespace.`)
    const element: Element = { name: tag.local, children: [], text: '' }
    for (const attribute of Object.values(tag.attributes))
      if (attribute.name === 'Ccy')
        element.children.push({ name: '@Ccy', children: [], text: attribute.value })
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', part => {
    const element = open.at(-1)
    if (element) element.text += part
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(text).close()
  const document = root.children[0]
  const body = document?.children[0]
  if (document?.name !== 'Document' || !body)
    throw new FileProblem('FF01', 'The file is no ISO 20022 document.')
  return { namespace, body }
}

export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter(child => child.name === name)
}

/** The element at a path such as `PmtId/EndToEndId`, or undefined. */
export function find(element: Element, path: string): Element | undefined {
  let found: Element | undefined = element
  for (const name of path.split('/')) found = found?.children.find(child => child.name === name)
  return found
}

/** The trimmed text at a path; null where there is none. */
export function textAt(element: Element, path: string): string | null {
  const text = find(element, path)?.text.trim()
  return text === undefined || text === '' ? null : text
}

/** The text at a path, which must be there and at most so long. */
export function requireText(element: Element, path: string, maxLength = 140): string {
  const text = textAt(element, path)
  if (text === null) throw new FileProblem('FF01', `${element.name}/${path} is missing.`)
  if (text.length > maxLength)
    throw new FileProblem('FF01', `${element.name}/${path} is longer than ${maxLength}.`)
  return text
}
