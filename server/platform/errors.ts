import type { ErrorCode, FieldCode } from '../../contract/errors.ts'

/** One invalid field; `params` fill the sentence (`{{min}}`). */
export type InvalidField = { path: string; code: FieldCode; params?: Record<string, string | number> }

export type Refusal = {
  code: ErrorCode
  /** Facts of this refusal, answered as `details` and usable in the sentence. */
  details?: Record<string, unknown>
  fields?: InvalidField[]
  retryAfterSeconds?: number
  /** The stored object of a decline that is remembered. */
  resource?: unknown
}

/**
 * A refusal that must leave no trace: thrown, so that the transaction around it rolls back. A decline that must
 * be remembered is a stored state and is returned with `declined` instead (style.md, rule 5).
 */
export class DomainError extends Error {
  readonly refusal: Refusal

  constructor(code: ErrorCode, rest: Omit<Refusal, 'code'> = {}) {
    super(code)
    this.name = 'DomainError'
    this.refusal = { code, ...rest }
  }
}

/** A broken assertion about our own state: answered with 500, logged and counted, never repaired silently. */
export function assertInvariant(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${sentence}`)
}
