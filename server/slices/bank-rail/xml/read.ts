import { setImmediate } from 'node:timers/promises'
import { SaxesParser } from 'saxes'
import type { BankFileFault, BankFileFaultCode } from '../../../../contract/bank-file-faults.ts'
import { outsideLine } from '../../../platform/outside-text.ts'

/** Why a file of the bank is set aside, and where in it: written by strangers, so each value is one short clean line. */
export class MessageError extends Error {
  readonly fault: BankFileFault
  constructor(code: BankFileFaultCode, params: Readonly<Record<string, string>> = {}) {
    super(code)
    const short = Object.entries(params).map(([name, value]) => [name, outsideLine(value.slice(0, 400), 200)])
    this.fault = { code, params: Object.fromEntries(short) }
  }
}

/** An element as read. `text` is trimmed and only there when the element has no children. */
export type Node = {
  name: string
  text: string
  children: Node[]
  attributes: Readonly<Record<string, string>>
}

/** Twenty thousand entries are some 30 MB; what is more is no file of our bank's. */
export const maxMessageBytes = 48 * 1_024 * 1_024
/** A camt.053 is nested some fifteen deep. */
const maxDepth = 40
/**
 * Twenty thousand entries of forty elements are 800,000. Each is some hundred bytes in memory, and 48 MiB of the
 * shortest ones would be several gigabytes: the process would end, and end again at the same file after every start.
 */
const maxParts = 1_200_000

/**
 * As much is read at a time: neither the text nor the elements of a whole file are in memory at once, and what else the
 * process has to do gets its turn in between.
 */
const chunkBytes = 64 * 1_024

/**
 * Called with each element once it is whole, with the one it stands in and how deep that is (the document is 1). True:
 * it was taken, and is not kept in the document.
 */
export type Take = (node: Node, parent: Node, depth: number) => boolean

/**
 * Reads a document of ISO 20022 whole: its message element and the message's name from the namespace
 * (`camt.054.001.08`). Nothing but elements and text is accepted: a document type, with which entities could be
 * declared, is refused, as are elements of another namespace, and more than `most` elements and attributes together.
 * Throws `MessageError`.
 * @param take what there is a lot of is turned into something smaller as soon as it is read.
 */
export async function readDocument(
  content: Buffer,
  { take = () => false, most = maxParts }: { take?: Take; most?: number } = {},
): Promise<{ message: string; root: Node }> {
  if (content.byteLength > maxMessageBytes)
    throw new MessageError('too_large', { most: `${maxMessageBytes / 1_024 / 1_024}` })
  const { namespace, root } = await parse(content, take, most)
  const message = /^urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3}\.\d{3}\.\d{2})$/.exec(namespace)?.[1]
  if (root.name !== 'Document' || message === undefined)
    throw new MessageError('no_iso20022', { element: root.name, namespace })
  const [inner, ...more] = root.children
  if (!inner || more.length > 0) throw new MessageError('not_one_message')
  return { message, root: inner }
}

/** The text in pieces; a character may begin in one and end in the next. */
function* decode(content: Buffer): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (let start = 0; start < content.byteLength; start += chunkBytes)
      yield decoder.decode(content.subarray(start, start + chunkBytes), { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw new MessageError('not_utf8')
    throw error
  }
}

async function parse(content: Buffer, take: Take, most: number): Promise<{ namespace: string; root: Node }> {
  const parser = new SaxesParser({ xmlns: true })
  const open: Node[] = []
  let root: Node | undefined
  let namespace = ''
  let parts = 0
  const count = (): void => {
    parts += 1
    if (parts > most) throw new MessageError('too_many_elements')
  }
  parser.on('attribute', count)
  parser.on('error', () => {
    throw new MessageError('not_well_formed', { line: `${parser.line}`, column: `${parser.column}` })
  })
  parser.on('doctype', () => {
    throw new MessageError('document_type')
  })
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
      throw new MessageError('other_encoding', { encoding })
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    count()
    if (!root) namespace = uri
    else if (uri !== namespace)
      throw new MessageError('foreign_namespace', { element: local, namespace: uri })
    const values = Object.values(attributes).map(({ name, value }) => [name, value])
    const node: Node = { name: local, text: '', children: [], attributes: Object.fromEntries(values) }
    open.at(-1)?.children.push(node)
    root ??= node
    open.push(node)
    if (open.length > maxDepth) throw new MessageError('too_deep')
  })
  const addText = (piece: string): void => {
    const node = open.at(-1)
    if (node) node.text += piece
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const node = open.pop()
    if (!node) return
    node.text = node.text.trim()
    if (node.children.length > 0 && node.text !== '')
      throw new MessageError('mixed_text', { element: node.name })
    const parent = open.at(-1)
    if (parent && take(node, parent, open.length)) parent.children.pop()
  })
  for (const text of decode(content)) {
    parser.write(text)
    await setImmediate()
  }
  parser.close()
  if (!root) throw new MessageError('empty')
  return { namespace, root }
}

/** The one child of that name; throws when it is missing. */
export function need(node: Node, name: string): Node {
  const child = may(node, name)
  if (!child) throw new MessageError('element_missing', { element: name, inside: node.name })
  return child
}

/** The child of that name, if there is one; throws when there are several. */
export function may(node: Node | undefined, name: string): Node | undefined {
  const [child, ...more] = all(node, name)
  if (more.length > 0) throw new MessageError('element_repeated', { element: name, inside: node?.name ?? '' })
  return child
}

export function all(node: Node | undefined, name: string): Node[] {
  return node?.children.filter(child => child.name === name) ?? []
}

/** Follows single children, `Id/Othr/Id`; undefined where one is missing. */
export function follow(node: Node | undefined, path: string): Node | undefined {
  return path.split('/').reduce<Node | undefined>((found, name) => may(found, name), node)
}

/** The text of a descendant, or null where it is missing or empty. */
export function textAt(node: Node | undefined, path: string): string | null {
  return follow(node, path)?.text || null
}

/** The text of a child that has to be there, at most `length` characters of it being allowed. */
export function needText(node: Node, name: string, length: number): string {
  const { text } = need(node, name)
  if (text === '') throw new MessageError('element_empty', { element: name, inside: node.name })
  if (Array.from(text).length > length)
    throw new MessageError('element_too_long', { element: name, inside: node.name })
  return text
}
