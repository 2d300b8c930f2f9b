import { randomInt } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function randomLetters(length: number, alphabet = ALPHABET): string {
  let letters = ''
  while (letters.length < length) letters += alphabet[randomInt(alphabet.length)]
  return letters
}

/** Ids look like the acquirer's own, so that a client that checks a prefix or a length meets the same thing here. */
export const newId = {
  session: () => `cs_test_a1${randomLetters(56)}`,
  paymentIntent: () => `pi_3${randomLetters(23)}`,
  paymentMethod: () => `pm_1${randomLetters(23)}`,
  customer: () => `cus_${randomLetters(14)}`,
  charge: () => `ch_3${randomLetters(23)}`,
  refund: () => `re_3${randomLetters(23)}`,
  event: () => `evt_1${randomLetters(23)}`,
  request: () => `req_${randomLetters(14)}`,
  lineItem: () => `li_1${randomLetters(23)}`,
  price: () => `price_1${randomLetters(23)}`,
  product: () => `prod_${randomLetters(14)}`,
  secretSuffix: () => randomLetters(25),
  /** Six digits, as the issuer answers an authorisation. */
  authorizationCode: () => randomLetters(6, '0123456789'),
  /** 23 digits, beginning with 7 for a refund of a card sale: what the cardholder's bank asks for. */
  acquirerReference: () => `7${randomLetters(22, '0123456789')}`,
  token: () => randomLetters(32),
}
