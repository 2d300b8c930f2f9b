import { isUtf8 } from 'node:buffer'
import { DomainError } from '../errors.ts'

/** security.md, "Bad input": deeper or longer than any body of ours could be. */
const maxDepth = 20
const maxArrayLength = 1_000

/** Keys that reach an object's prototype in careless code; nothing of ours is called so. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Parses a JSON body or throws the refusal it deserves. `JSON.parse` is exact about syntax but keeps the last of
 * two equal keys and has no limits, so two cheap passes follow: one over the values (depth, lengths, forbidden
 * keys and characters) and one over the text, which counts the keys written. More keys written than kept means
 * that one was written twice.
 */
export function parseStrictJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw malformed('empty_body')
  // RFC 8259, section 8.1: no byte order mark is added; some parsers would read a different document with one.
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw malformed('byte_order_mark')
  if (!isUtf8(bytes)) throw malformed('not_utf8')
  const text = bytes.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed('not_json')
    throw error
  }
  const seen = { keys: 0 }
  inspect(value, 1, [], seen)
  if (countKeys(text) !== seen.keys) throw new DomainError('duplicate_key')
  return value
}

function malformed(reason: string): DomainError {
  return new DomainError('malformed_request', { details: { reason } })
}

function refusedField(
  path: readonly string[],
  code: 'too_long' | 'text_not_allowed',
  params = {},
): DomainError {
  return new DomainError('validation_failed', { fields: [{ path: path.join('.'), code, params }] })
}

/** Walks the value; `path` is one array that grows and shrinks, because strings per node would be garbage. */
function inspect(value: unknown, depth: number, path: string[], seen: { keys: number }): void {
  if (typeof value === 'string') {
    // PostgreSQL stores no U+0000, and a lone surrogate is not text; whatever field it is in, it is refused here.
    if (value.includes('\0') || !value.isWellFormed()) throw refusedField(path, 'text_not_allowed')
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth > maxDepth) throw malformed('nested_too_deeply')
  if (Array.isArray(value)) {
    if (value.length > maxArrayLength) throw refusedField(path, 'too_long', { max: maxArrayLength })
    for (const [index, item] of value.entries()) inspectChild(String(index), item, depth, path, seen)
    return
  }
  for (const [key, item] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) throw malformed('forbidden_key')
    seen.keys++
    inspectChild(key, item, depth, path, seen)
  }
}

function inspectChild(
  key: string,
  item: unknown,
  depth: number,
  path: string[],
  seen: { keys: number },
): void {
  path.push(key)
  inspect(item, depth + 1, path, seen)
  path.pop()
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a

/** In a valid JSON text every colon outside a string follows a key. */
function countKeys(json: string): number {
  let keys = 0
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at)
    if (unit === colon) keys++
    else if (unit === quote) at = endOfString(json, at)
  }
  return keys
}

/** The index of the quote that closes the string opened at `start`. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end
}

function isEscaped(json: string, at: number): boolean {
  let before = at - 1
  while (json.charCodeAt(before) === backslash) before--
  return (at - before) % 2 === 0
}
