import type { DeclineCode } from './rail.ts'

/**
 * Stripe's decline codes (https://docs.stripe.com/declines/codes) and error codes (https://docs.stripe.com/error-codes)
 * in our words. What is missing here is `card_declined`: issuers invent codes, and the customer's way on is the same.
 */
const known: Readonly<Record<string, DeclineCode>> = {
  insufficient_funds: 'insufficient_funds',
  withdrawal_count_limit_exceeded: 'insufficient_funds',
  expired_card: 'expired_card',
  invalid_expiry_month: 'expired_card',
  invalid_expiry_year: 'expired_card',
  lost_card: 'lost_card',
  stolen_card: 'stolen_card',
  pickup_card: 'stolen_card',
  incorrect_cvc: 'incorrect_cvc',
  invalid_cvc: 'incorrect_cvc',
  incorrect_number: 'incorrect_number',
  invalid_number: 'incorrect_number',
  invalid_account: 'incorrect_number',
  card_not_supported: 'card_not_supported',
  currency_not_supported: 'card_not_supported',
  transaction_not_allowed: 'card_not_supported',
  card_velocity_exceeded: 'velocity_exceeded',
  authentication_required: 'authentication_failed',
  authentication_not_handled: 'authentication_failed',
  payment_intent_authentication_failure: 'authentication_failed',
  processing_error: 'processing_error',
  issuer_not_available: 'processing_error',
  reenter_transaction: 'processing_error',
  try_again_later: 'processing_error',
  fraudulent: 'suspected_fraud',
  merchant_blacklist: 'suspected_fraud',
}

/** The issuer's own reason where there is one, else Stripe's. */
export function declineCodeOf(error: {
  code?: string | undefined
  decline_code?: string | undefined
}): DeclineCode {
  return known[error.decline_code ?? ''] ?? known[error.code ?? ''] ?? 'card_declined'
}
