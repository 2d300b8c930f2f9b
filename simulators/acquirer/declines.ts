import type { DeclineReason } from './cards.ts'

/**
 * How the acquirer reports each refusal (https://docs.stripe.com/declines/codes, /error-codes). `advice` is what
 * it tells the merchant to do next; `networkCode` is the ISO 8583 response code of the issuer. The English
 * messages are part of the API and are not translated there either.
 */
export const DECLINES: Record<
  DeclineReason,
  {
    code: 'card_declined' | 'expired_card' | 'incorrect_cvc' | 'processing_error'
    message: string
    advice: 'try_again_later' | 'do_not_try_again' | 'confirm_card_data'
    networkCode: string
  }
> = {
  generic_decline: {
    code: 'card_declined',
    message: 'Your card was declined.',
    advice: 'try_again_later',
    networkCode: '05',
  },
  insufficient_funds: {
    code: 'card_declined',
    message: 'Your card has insufficient funds.',
    advice: 'try_again_later',
    networkCode: '51',
  },
  lost_card: {
    code: 'card_declined',
    message: 'Your card was declined.',
    advice: 'do_not_try_again',
    networkCode: '41',
  },
  stolen_card: {
    code: 'card_declined',
    message: 'Your card was declined.',
    advice: 'do_not_try_again',
    networkCode: '43',
  },
  expired_card: {
    code: 'expired_card',
    message: 'Your card has expired.',
    advice: 'do_not_try_again',
    networkCode: '54',
  },
  incorrect_cvc: {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    advice: 'confirm_card_data',
    networkCode: '82',
  },
  processing_error: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    advice: 'try_again_later',
    networkCode: '96',
  },
  card_velocity_exceeded: {
    code: 'card_declined',
    message:
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    advice: 'try_again_later',
    networkCode: '61',
  },
  test_mode_live_card: {
    code: 'card_declined',
    message: 'Your card was declined. Your request was in test mode, but used a non test (live) card.',
    advice: 'do_not_try_again',
    networkCode: '05',
  },
}
