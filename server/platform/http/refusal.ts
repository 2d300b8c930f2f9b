import { isDatabaseUnavailable } from '../db.ts'
import { DomainError, type Refusal } from '../errors.ts'

/** What to answer for an error, and whether it is one nobody foresaw. */
export type Verdict = { refusal: Refusal; unexpected: boolean }

const expected = (refusal: Refusal): Verdict => ({ refusal, unexpected: false })

/**
 * Every error becomes a refusal of the catalogue; the caller never sees the error itself. `handled` says whether
 * the operation's handler was already running: from then on a "400" is some client library's, not our caller's.
 */
export function verdictOf(error: unknown, about: { maxBytes: number; handled: boolean }): Verdict {
  if (error instanceof DomainError) return expected(error.refusal)
  const fromFramework = about.handled ? undefined : frameworkRefusal(error, about.maxBytes)
  if (fromFramework !== undefined) return expected(fromFramework)
  if (isDatabaseUnavailable(error)) return expected({ code: 'overloaded', retryAfterSeconds: 2 })
  if (isContention(error)) return expected({ code: 'overloaded', retryAfterSeconds: 1 })
  return { refusal: { code: 'internal_error' }, unexpected: true }
}

/**
 * PostgreSQL gave up waiting (lock_timeout, statement_timeout) or broke a deadlock or serialization conflict; the
 * transaction is rolled back, and the same request may succeed in a moment.
 */
function isContention(error: unknown): boolean {
  return /^(40001|40P01|55P03|57014)$/.test(codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function frameworkRefusal(error: unknown, maxBytes: number): Refusal | undefined {
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'body_too_large', details: { max_bytes: maxBytes } }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'unsupported_media_type' }
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return { code: 'malformed_request', details: { reason: 'content_length' } }
    case 'FST_ERR_BAD_URL':
      return { code: 'malformed_request', details: { reason: 'percent_encoding' } }
    case 'FST_ERR_MAX_PARAM_LENGTH':
    case 'FST_ERR_NOT_FOUND':
    case 'FST_STATIC_FORBIDDEN_PATH':
      return { code: 'not_found' }
    default:
      break
  }
  // Fastify marks an error while reading the body (the client went away) with 400.
  const interrupted = error instanceof Error && 'statusCode' in error && error.statusCode === 400
  return interrupted ? { code: 'malformed_request', details: { reason: 'interrupted' } } : undefined
}
