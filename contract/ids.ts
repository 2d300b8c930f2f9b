/**
 * TypeIDs: a prefix that says what it is and a UUIDv7 in Crockford base 32 (`tr_01k…`), as in the TypeID
 * specification 0.3. In the database an id is a plain `uuid`; this is the only place that converts.
 */
export const idPrefixes = {
  customer: 'cus',
  session: 'ses',
  passkey: 'pk',
  device: 'dev',
  authenticator: 'auth',
  verification: 'ver',
  challenge: 'chal',
  recovery: 'rec',
  recoveryRequest: 'rrq',
  nameChange: 'nch',
  contactChange: 'cch',
  avatar: 'ava',
  dataExport: 'exp',
  accountClosing: 'acl',
  restriction: 'rst',
  signIn: 'sin',
  staff: 'stf',
  approval: 'apr',
  auditEntry: 'aud',
  wallet: 'wal',
  deposit: 'dep',
  transfer: 'tr',
  quote: 'qt',
  conversion: 'cv',
  paymentMethod: 'pm',
  nameCheck: 'nmc',
  withdrawal: 'wd',
  recipient: 'rcp',
  transferAbroad: 'tra',
  paymentRequest: 'prq',
  scheduledTransfer: 'sch',
  refund: 're',
  bill: 'bill',
  rateAlert: 'ral',
  feeSchedule: 'fs',
  limitSchedule: 'ls',
  markupSchedule: 'ms',
  paymentOrder: 'po',
  bankFile: 'bf',
  suspenseItem: 'sus',
  reconciliationRun: 'rr',
  reconciliationBreak: 'brk',
  statement: 'stm',
  export: 'xpt',
  hold: 'hold',
  event: 'evt',
  journal: 'jrn',
  account: 'acc',
  mail: 'mail',
  sms: 'sms',
  pushSubscription: 'psub',
} as const

export type IdKind = keyof typeof idPrefixes

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const values = new Map(Array.from(alphabet, (letter, index) => [letter, BigInt(index)]))
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** 128 bits are 26 letters of 5 bits; the first carries only 3, so it is at most `7`. */
const suffixLength = 26

/** What each hexadecimal digit is worth, by its character code. */
const digits = new Uint8Array(128)
for (let value = 0; value < 16; value++) digits[value.toString(16).charCodeAt(0)] = value

/** `uuid` must be a lower-case UUID with dashes, as PostgreSQL prints it. */
export function toTypeId(kind: IdKind, uuid: string): string {
  if (!uuidPattern.test(uuid)) throw new RangeError(`not a UUID: ${uuid}`)
  let suffix = ''
  // Letters are cut from a sliding window of bits, and the digits are looked up: a payment needs half a dozen of these,
  // and through a BigInt or `parseInt` each would take ten times as long.
  let window = 0
  let bits = 2
  for (let index = 0; index < 36; index++) {
    if (index === 8 || index === 13 || index === 18 || index === 23) continue
    window = ((window << 4) | (digits[uuid.charCodeAt(index)] ?? 0)) & 0xff_ff
    bits += 4
    if (bits >= 5) {
      bits -= 5
      suffix += alphabet.charAt((window >> bits) & 31)
    }
  }
  return `${idPrefixes[kind]}_${suffix}`
}

/** The UUID inside a TypeID of that kind, or undefined when the text is anything else. */
export function fromTypeId(kind: IdKind, text: string): string | undefined {
  const prefix = `${idPrefixes[kind]}_`
  const suffix = text.slice(prefix.length)
  if (!text.startsWith(prefix) || suffix.length !== suffixLength || suffix.charAt(0) > '7') return undefined
  let number = 0n
  for (const letter of suffix) {
    const value = values.get(letter)
    if (value === undefined) return undefined
    number = (number << 5n) | value
  }
  const hex = number.toString(16).padStart(32, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
