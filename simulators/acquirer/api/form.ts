import { invalidRequest } from './errors.ts'

/** Decoded parameters: text, or named parts. A list arrives as parts named `0`, `1`, …. */
export type FormValue = string | FormParts
export type FormParts = { [name: string]: FormValue }

const MAX_PAIRS = 1_000
const MAX_DEPTH = 8

function newParts(): FormParts {
  // Without a prototype, a parameter named `constructor` is just a name.
  const parts: FormParts = Object.create(null)
  return parts
}

/** `line_items[0][price_data]` → `["line_items", "0", "price_data"]`; an empty bracket stays an empty name. */
function splitKey(key: string): string[] {
  const matched = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key)
  if (!matched?.[1]) throw invalidRequest(`Invalid parameter name: ${key}`)
  const brackets = [...(matched[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map(part => part[1] ?? '')
  const path = [matched[1], ...brackets]
  if (path.length > MAX_DEPTH || path.includes('__proto__'))
    throw invalidRequest(`Invalid parameter name: ${key}`)
  return path
}

function insert(parts: FormParts, path: readonly string[], key: string, value: string): void {
  const [first, ...rest] = path
  if (first === undefined) throw invalidRequest(`Invalid parameter name: ${key}`)
  const name = first === '' ? String(Object.keys(parts).length) : first
  const present = parts[name]
  if (rest.length === 0) {
    if (typeof present === 'object')
      throw invalidRequest(`Invalid parameter: ${key} is both a value and a group`)
    parts[name] = value
    return
  }
  if (typeof present === 'string')
    throw invalidRequest(`Invalid parameter: ${key} is both a value and a group`)
  const child = present ?? newParts()
  parts[name] = child
  insert(child, rest, key, value)
}

/**
 * Decodes a form body or a query with nested brackets, as the acquirer's clients encode it:
 * `metadata[order]=7&expand[]=customer`. Throws `RefusedRequest` for what no client sends.
 */
export function decodeForm(encoded: string): FormParts {
  const parts = newParts()
  let pairs = 0
  for (const [key, value] of new URLSearchParams(encoded)) {
    pairs += 1
    if (pairs > MAX_PAIRS) throw invalidRequest('Too many parameters')
    if (value.includes('\0')) throw invalidRequest(`Invalid characters in ${key}`, { param: key })
    insert(parts, splitKey(key), key, value)
  }
  return parts
}

/** A text that is the same for the same parameters in any order. */
export function canonicalForm(value: FormValue): string {
  if (typeof value === 'string') return JSON.stringify(value)
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${canonicalForm(part)}`).join(',')}}`
}
