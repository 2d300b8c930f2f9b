/** Why the issuing bank refuses a card, as the acquirer's `decline_code` (https://docs.stripe.com/declines/codes). */
export const DECLINE_REASONS = [
  'generic_decline',
  'insufficient_funds',
  'lost_card',
  'stolen_card',
  'expired_card',
  'incorrect_cvc',
  'processing_error',
  'card_velocity_exceeded',
  'test_mode_live_card',
] as const

export type DeclineReason = (typeof DECLINE_REASONS)[number]

/** What happens after a person presses Pay with this card. */
export type CardBehaviour =
  | { readonly kind: 'approve' }
  | { readonly kind: 'decline'; readonly reason: DeclineReason }
  | { readonly kind: 'authenticate'; readonly declineAfter: DeclineReason | null }
  /** Debited but never confirmed: no webhook, and the browser is not sent back. */
  | { readonly kind: 'approve_in_silence' }
  /** The same event is delivered twice, and a second event with another id reports the same session. */
  | { readonly kind: 'approve_twice' }
  /** The confirmation has reached the merchant before the browser is sent back. */
  | { readonly kind: 'approve_before_answer' }
  /** The session is complete but unpaid; the outcome follows after the settlement delay. */
  | { readonly kind: 'settle_late'; readonly outcome: 'succeeded' | 'failed' }

export const CARD_BRANDS = [
  'visa',
  'mastercard',
  'amex',
  'discover',
  'diners',
  'jcb',
  'unionpay',
  'unknown',
] as const

export type CardBrand = (typeof CARD_BRANDS)[number]
export type CardFunding = 'credit' | 'debit' | 'prepaid' | 'unknown'
export type CardGroup = 'success' | 'declined' | 'authentication' | 'trouble'

type TestCardFacts = {
  readonly group: CardGroup
  readonly number: string
  readonly brand: CardBrand
  readonly funding: CardFunding
  readonly country: string
  readonly behaviour: CardBehaviour
}

const VISA_CREDIT = { brand: 'visa', funding: 'credit', country: 'US' } as const

/**
 * Numbers of the first three groups are those of https://docs.stripe.com/testing. Numbers that begin with
 * 4000 0000 77 are our own: Luhn-valid, and in no range that Stripe's test cards use.
 */
export const TEST_CARDS = {
  visa_credit: {
    ...VISA_CREDIT,
    group: 'success',
    number: '4242424242424242',
    behaviour: { kind: 'approve' },
  },
  visa_debit: {
    ...VISA_CREDIT,
    group: 'success',
    number: '4000056655665556',
    funding: 'debit',
    behaviour: { kind: 'approve' },
  },
  mastercard_credit: {
    group: 'success',
    number: '5555555555554444',
    brand: 'mastercard',
    funding: 'credit',
    country: 'US',
    behaviour: { kind: 'approve' },
  },
  mastercard_prepaid: {
    group: 'success',
    number: '5105105105105100',
    brand: 'mastercard',
    funding: 'prepaid',
    country: 'US',
    behaviour: { kind: 'approve' },
  },
  unionpay_debit: {
    group: 'success',
    number: '6200000000000005',
    brand: 'unionpay',
    funding: 'debit',
    country: 'CN',
    behaviour: { kind: 'approve' },
  },
  amex_credit: {
    group: 'success',
    number: '378282246310005',
    brand: 'amex',
    funding: 'credit',
    country: 'US',
    behaviour: { kind: 'approve' },
  },
  generic_decline: declining('4000000000000002', 'generic_decline'),
  insufficient_funds: declining('4000000000009995', 'insufficient_funds'),
  lost_card: declining('4000000000009987', 'lost_card'),
  stolen_card: declining('4000000000009979', 'stolen_card'),
  expired_card: declining('4000000000000069', 'expired_card'),
  incorrect_cvc: declining('4000000000000127', 'incorrect_cvc'),
  processing_error: declining('4000000000000119', 'processing_error'),
  card_velocity_exceeded: declining('4000000000006975', 'card_velocity_exceeded'),
  authentication_required: {
    ...VISA_CREDIT,
    group: 'authentication',
    number: '4000002500003155',
    behaviour: { kind: 'authenticate', declineAfter: null },
  },
  authentication_then_declined: {
    ...VISA_CREDIT,
    group: 'authentication',
    number: '4000008260003178',
    behaviour: { kind: 'authenticate', declineAfter: 'insufficient_funds' },
  },
  never_confirmed: troubled('4000000077000018', { kind: 'approve_in_silence' }),
  confirmed_twice: troubled('4000000077000026', { kind: 'approve_twice' }),
  confirmed_before_answer: troubled('4000000077000034', { kind: 'approve_before_answer' }),
  settled_late: troubled('4000000077000042', { kind: 'settle_late', outcome: 'succeeded' }),
  failed_late: troubled('4000000077000059', { kind: 'settle_late', outcome: 'failed' }),
} satisfies Record<string, TestCardFacts>

export type TestCardKey = keyof typeof TEST_CARDS
export type TestCard = TestCardFacts & { readonly key: TestCardKey }

function declining(number: string, reason: DeclineReason): TestCardFacts {
  return { ...VISA_CREDIT, group: 'declined', number, behaviour: { kind: 'decline', reason } }
}

function troubled(number: string, behaviour: CardBehaviour): TestCardFacts {
  return { ...VISA_CREDIT, group: 'trouble', number, behaviour }
}

function isTestCardKey(key: string): key is TestCardKey {
  return Object.hasOwn(TEST_CARDS, key)
}

export const ALL_TEST_CARDS: readonly TestCard[] = Object.keys(TEST_CARDS)
  .filter(isTestCardKey)
  .map(key => ({ key, ...TEST_CARDS[key] }))

export function findTestCard(number: string): TestCard | undefined {
  return ALL_TEST_CARDS.find(card => card.number === number)
}

export function findTestCardByKey(key: string): TestCard | undefined {
  return isTestCardKey(key) ? { key, ...TEST_CARDS[key] } : undefined
}

/** The Luhn check of ISO/IEC 7812-1 Annex B over a string of digits. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let fromRight = 0; fromRight < digits.length; fromRight += 1) {
    const value = Number(digits[digits.length - 1 - fromRight]) * (fromRight % 2 === 1 ? 2 : 1)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}

const BRAND_RANGES: readonly (readonly [RegExp, CardBrand])[] = [
  [/^4/, 'visa'],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, 'mastercard'],
  [/^3[47]/, 'amex'],
  [/^(62|81)/, 'unionpay'],
  [/^35(2[89]|[3-8])/, 'jcb'],
  [/^3(0[0-5]|[689])/, 'diners'],
  [/^6(011|4[4-9]|5)/, 'discover'],
]

/** The card's brand by its first digits (issuer identification number ranges). */
export function brandOf(digits: string): CardBrand {
  return BRAND_RANGES.find(([range]) => range.test(digits))?.[1] ?? 'unknown'
}

/** American Express prints a four-digit code on the front; every other brand three on the back. */
export function cvcLengthOf(brand: CardBrand): number {
  return brand === 'amex' ? 4 : 3
}

/** `4242424242424242` → `4242 4242 4242 4242`; American Express is grouped 4-6-5, as on the card. */
export function groupCardNumber(digits: string): string {
  const sizes = brandOf(digits) === 'amex' ? [4, 6, 5] : [4, 4, 4, 4, 3]
  const groups: string[] = []
  let start = 0
  for (const size of sizes) {
    groups.push(digits.slice(start, start + size))
    start += size
  }
  return groups.filter(group => group !== '').join(' ')
}
