import { errorCatalogue, type ErrorCode, type Problem } from '../../../contract/errors.ts'
import type { Refusal } from '../errors.ts'
import { fieldText, refusalText, type Reader } from '../messages.ts'

/** When a refusal does not say itself how long to wait, in seconds. */
const defaultRetryAfterSeconds: Partial<Record<ErrorCode, number>> = {
  idempotency_key_in_use: 1,
  overloaded: 1,
  rate_limited: 1,
  rail_unavailable: 30,
  maintenance: 60,
}

export type ProblemAnswer = { status: number; body: Problem; retryAfterSeconds: number | undefined }

/** The page that explains a code; the `type` of its problems. */
export function errorPage(publicUrl: string, code: ErrorCode): string {
  return `${publicUrl}/errors/${code}`
}

/** A refusal as RFC 9457 problem details for one reader. */
export function problemOf(
  refusal: Refusal,
  about: { requestId: string; publicUrl: string; reader: Reader },
): ProblemAnswer {
  const { code, details, fields, resource } = refusal
  const { status, blame, retryable, next } = errorCatalogue[code]
  const wait = refusal.retryAfterSeconds ?? defaultRetryAfterSeconds[code]
  const retryAfterSeconds = wait === undefined ? undefined : Math.max(1, Math.ceil(wait))
  const facts = { ...details, request_id: about.requestId, retry_after_seconds: retryAfterSeconds }
  const body: Problem = {
    type: errorPage(about.publicUrl, code),
    ...refusalText(code, facts, about.reader),
    status,
    code,
    blame,
    retryable,
    next_step: next,
    request_id: about.requestId,
  }
  if (fields !== undefined)
    body.errors = fields.map(({ path, code, params }) => ({
      path,
      code,
      detail: fieldText(code, params ?? {}, about.reader),
    }))
  if (details !== undefined) body.details = details
  if (resource !== undefined) body.resource = resource
  return { status, body, retryAfterSeconds }
}
