import { hash } from 'node:crypto'

/**
 * SHA-256 of what a request asks for: the operation, its path parameters and its body as received. Two bodies
 * that differ only in the order of keys or in white space are the same request.
 */
export function requestHash(operationId: string, params: unknown, body: unknown): Buffer {
  return hash('sha256', canonicalJson([operationId, params ?? null, body ?? null]), 'buffer')
}

/** The same for a body we do not parse (webhooks). */
export function rawRequestHash(operationId: string, body: Buffer): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${operationId}\n`), body]), 'buffer')
}

/** RFC 8785 (JCS) for values that came out of `JSON.parse`: keys sorted by UTF-16 units, no white space. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members: string[] = []
  for (const [key, item] of Object.entries(value).sort(byKey))
    members.push(`${JSON.stringify(key)}:${canonicalJson(item)}`)
  return `{${members.join(',')}}`
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
