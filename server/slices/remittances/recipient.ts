import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { type recipientSchema } from '../../../contract/api/remittances.ts'
import {
  identityOfBankAccount,
  maskBankAccount,
  type BankAccount,
} from '../../../contract/bank-accounts/index.ts'
import {
  nameOnOrder,
  toSwiftText,
  type Corridor,
  type RecipientInput,
} from '../../../contract/corridors/index.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { currencies, type Currency } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { seal, unseal } from '../../platform/seal.ts'

/** Somebody abroad in a customer's book. Name and account never change. */
export type Recipient = {
  id: string
  customerId: string
  label: string
  /** As the customer wrote it, and as the payment order carries it. */
  name: string
  nameOnOrder: string
  country: string
  currency: Currency
  /** Masked. */
  account: string
  sealed: Buffer
  fingerprint: Buffer
  createdAt: Date
  lastUsedAt: Date | null
  removedAt: Date | null
}

const secretSchema = z.strictObject({
  v: z.literal(1),
  account: z.strictObject({
    country: z.string(),
    currency: z.enum(currencies),
    fields: z.record(z.string(), z.string()),
  }),
  address: z.strictObject({ street: z.string(), city: z.string(), postalCode: z.string() }).nullable(),
})

/** What only the bank gets to see in full. */
export type RecipientSecret = z.infer<typeof secretSchema>

function sealContext(id: string): string {
  return `recipient ${id}`
}

/** Account and address in full, for the order to the bank. */
export function openRecipient(
  key: Buffer,
  { id, sealed }: Pick<Recipient, 'id' | 'sealed'>,
): RecipientSecret {
  return secretSchema.parse(JSON.parse(unseal(key, sealed, sealContext(id)).toString('utf8')))
}

/** A recipient as it is first kept. `input` passed `recipientProblems`, `account` is what `checkBankAccount` made of it. */
export function newRecipient(
  keys: { sealKey: Buffer; codeKey: Buffer },
  given: {
    id: string
    customerId: string
    corridor: Corridor
    input: RecipientInput
    account: BankAccount
    label: string | null
    now: Date
  },
): Recipient {
  const { id, customerId, corridor, input, account, now } = given
  const carried = nameOnOrder(corridor, input)
  assertInvariant(carried !== undefined, 'a recipient that passed the checks has a name for the bank')
  const { country, currency } = corridor
  const secret: RecipientSecret = {
    v: 1,
    account: { country, currency, fields: { ...account.fields } },
    address: addressOnOrder(input),
  }
  const name = input.name.trim()
  return {
    id,
    customerId,
    label: given.label?.trim() ?? name,
    name,
    nameOnOrder: carried,
    country,
    currency,
    account: maskBankAccount(account),
    sealed: seal(keys.sealKey, Buffer.from(JSON.stringify(secret), 'utf8'), sealContext(id)),
    fingerprint: fingerprintOf(keys.codeKey, account, carried),
    createdAt: now,
    lastUsedAt: null,
    removedAt: null,
  }
}

/** Tells one account and name from another without keeping them; letter case and spaces make no other person. */
function fingerprintOf(key: Buffer, account: BankAccount, name: string): Buffer {
  const text = JSON.stringify([identityOfBankAccount(account), name.toLowerCase().replaceAll(/\s+/gu, ' ')])
  return createHmac('sha256', key).update(`recipient/${text}`).digest()
}

function addressOnOrder({ address }: RecipientInput): RecipientSecret['address'] {
  if (address === null) return null
  const [street, city, postalCode] = [address.street, address.city, address.postalCode].map(toSwiftText)
  assertInvariant(
    street !== undefined && city !== undefined && postalCode !== undefined,
    'an address that passed the checks is in SWIFT’s characters',
  )
  return { street, city, postalCode }
}

export type WireRecipient = z.input<typeof recipientSchema>

export function presentRecipient(recipient: Recipient): WireRecipient {
  return {
    id: toTypeId('recipient', recipient.id),
    label: recipient.label,
    name: recipient.name,
    name_on_order: recipient.nameOnOrder,
    country: recipient.country,
    currency: recipient.currency,
    account: recipient.account,
    created_at: recipient.createdAt.toISOString(),
    last_used_at: recipient.lastUsedAt?.toISOString() ?? null,
  }
}

/** How a recipient is called in one line of a history: `Anna •••• 3000`. */
export function inOneLine({ label, account }: Pick<Recipient, 'label' | 'account'>): string {
  return `${label} ${account}`
}
