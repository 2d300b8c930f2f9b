import { DomainError } from '../errors.ts'

/**
 * The parameters of a URL, each at most once. Two values for one name are refused: which of the two counts
 * differs between programs, and an attacker would choose. Malformed percent-encoding is refused as well.
 */
export function parseQuery(url: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  const start = url.indexOf('?')
  if (start === -1) return query
  for (const pair of url.slice(start + 1).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1))
    if (name in query)
      throw new DomainError('malformed_request', { details: { reason: 'repeated_parameter' } })
    if (value.includes('\0') || name.includes('\0'))
      throw new DomainError('malformed_request', { details: { reason: 'text_not_allowed' } })
    query[name] = value
  }
  return query
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (error) {
    if (error instanceof URIError)
      throw new DomainError('malformed_request', { details: { reason: 'percent_encoding' } })
    throw error
  }
}
