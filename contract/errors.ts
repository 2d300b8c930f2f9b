/**
 * The one catalogue of error codes. Every refusal the API can utter is here, with its HTTP status, whose doing
 * it is and whether the same request may succeed later. Titles and details in the caller's language live in
 * `server/messages`, the page behind `type` in `docs/errors/<code>.md`; tidy checks that all three agree.
 */
export type Blame = 'request' | 'payer' | 'payee' | 'rail' | 'platform'

/** What the caller can do next; the web app turns it into a button. */
export type NextStep =
  | 'fix_input'
  | 'sign_in'
  | 'retry'
  | 'retry_later'
  | 'review_again'
  | 'confirm'
  | 'add_money'
  | 'lower_amount'
  | 'check_recipient'
  | 'verify_email'
  | 'other_method'
  | 'contact_support'
  | 'none'

type Entry = { status: number; blame: Blame; retryable: boolean; next: NextStep }

const entry = (status: number, blame: Blame, next: NextStep, retryable = false): Entry => ({
  status,
  blame,
  retryable,
  next,
})

export const errorCatalogue = {
  // The request itself
  malformed_request: entry(400, 'request', 'fix_input'),
  duplicate_key: entry(400, 'request', 'fix_input'),
  idempotency_key_missing: entry(400, 'request', 'fix_input'),
  idempotency_key_in_use: entry(409, 'request', 'retry', true),
  idempotency_key_reused: entry(422, 'request', 'fix_input'),
  validation_failed: entry(422, 'request', 'fix_input'),
  body_too_large: entry(413, 'request', 'fix_input'),
  unsupported_media_type: entry(415, 'request', 'fix_input'),
  not_found: entry(404, 'request', 'none'),
  method_not_allowed: entry(405, 'request', 'none'),
  foreign_origin: entry(403, 'request', 'none'),
  rate_limited: entry(429, 'request', 'retry_later', true),

  // Who is asking
  not_signed_in: entry(401, 'request', 'sign_in'),
  credentials_invalid: entry(401, 'request', 'fix_input'),
  code_invalid: entry(422, 'request', 'fix_input'),
  challenge_expired: entry(410, 'request', 'retry'),
  passkey_refused: entry(422, 'request', 'other_method'),
  passkey_known: entry(409, 'request', 'none'),
  too_many_passkeys: entry(409, 'request', 'none'),
  step_up_required: entry(403, 'request', 'confirm'),
  step_up_failed: entry(403, 'request', 'confirm'),
  verification_required: entry(403, 'payer', 'verify_email'),
  password_too_weak: entry(422, 'request', 'fix_input'),
  email_taken: entry(409, 'request', 'sign_in'),
  forbidden: entry(403, 'request', 'none'),
  network_not_allowed: entry(403, 'request', 'none'),
  invitation_invalid: entry(410, 'request', 'none'),
  other_person_required: entry(403, 'request', 'none'),
  content_changed: entry(409, 'request', 'review_again'),
  approval_expired: entry(410, 'request', 'none'),
  account_restricted: entry(403, 'payer', 'contact_support'),
  account_locked: entry(423, 'payer', 'retry_later', true),
  account_closed: entry(403, 'payer', 'contact_support'),
  account_not_empty: entry(409, 'request', 'none'),

  // Money
  insufficient_funds: entry(402, 'payer', 'add_money'),
  amount_below_minimum: entry(422, 'request', 'fix_input'),
  amount_above_maximum: entry(422, 'request', 'lower_amount'),
  limit_exceeded: entry(422, 'payer', 'lower_amount'),
  currency_unsupported: entry(422, 'request', 'fix_input'),
  price_changed: entry(409, 'platform', 'review_again', true),
  payment_method_known: entry(409, 'request', 'none'),
  too_many_payment_methods: entry(409, 'request', 'none'),
  payment_method_unusable: entry(422, 'payer', 'other_method'),
  payee_mismatch: entry(422, 'payer', 'review_again'),
  quote_expired: entry(410, 'request', 'review_again'),
  quote_used: entry(409, 'request', 'review_again'),
  rate_unavailable: entry(503, 'platform', 'retry_later', true),
  recipient_invalid: entry(422, 'request', 'check_recipient'),
  recipient_not_found: entry(422, 'request', 'check_recipient'),
  too_many_recipients: entry(409, 'request', 'none'),
  counterparty_restricted: entry(422, 'payee', 'check_recipient'),
  transition_not_allowed: entry(409, 'request', 'none'),
  already_refunded: entry(409, 'request', 'lower_amount'),
  too_many_waiting: entry(409, 'request', 'none'),
  unfreeze_too_early: entry(409, 'payer', 'retry_later', true),
  payment_method_expired: entry(422, 'payer', 'other_method'),
  payment_method_declined: entry(402, 'payer', 'other_method'),

  // Rails and the platform
  rail_unavailable: entry(503, 'rail', 'retry_later', true),
  maintenance: entry(503, 'platform', 'retry_later', true),
  overloaded: entry(503, 'platform', 'retry', true),
  internal_error: entry(500, 'platform', 'contact_support', true),
} as const satisfies Record<string, Entry>

export type ErrorCode = keyof typeof errorCatalogue

export const errorCodes = Object.keys(errorCatalogue).filter(isErrorCode)

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text)
}

/** One invalid place of a request: where, which rule, and a sentence in the caller's language. */
export type FieldProblem = { path: string; code: FieldCode; detail: string }

/** Rules a single field can break. */
export const fieldCodes = [
  'required',
  'wrong_type',
  'unknown_field',
  'too_short',
  'too_long',
  'too_small',
  'too_large',
  'not_allowed',
  'malformed',
  'amount_malformed',
  'amount_too_precise',
  'amount_too_large',
  'amount_not_positive',
  'text_not_allowed',
  'card_number',
  'email_malformed',
  'phone_malformed',
  'password_too_weak',
  'password_wrong',
  'unchanged',
  'not_latin',
  'image_unsupported',
  'terms_outdated',
] as const

export type FieldCode = (typeof fieldCodes)[number]

/** RFC 9457 problem details, as answered with `application/problem+json`. */
export type Problem = {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  blame: Blame
  retryable: boolean
  next_step: NextStep
  request_id: string
  errors?: FieldProblem[]
  /** Facts of this refusal, e.g. which limit, what is left and when it resets. */
  details?: Record<string, unknown>
  /** The stored object of a remembered decline (a transfer with status `failed`). */
  resource?: unknown
}
