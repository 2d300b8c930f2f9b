import { z } from 'zod'
import { maskBankAccount } from '../../../contract/bank-accounts/index.ts'
import { currencies } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { isSealed, seal, unseal } from '../../platform/seal.ts'

/** What lies in our tables of people's accounts is sealed: whoever reads the database reads none of it. */

export type PostalAddress = {
  lines: readonly string[]
  postalCode: string | null
  town: string | null
  /** ISO 3166-1 alpha-2. */
  country: string
}

const creditorSchema = z.object({
  name: z.string(),
  account: z.object({
    country: z.string(),
    currency: z.enum(currencies).exactOptional(),
    fields: z.record(z.string(), z.string()),
  }),
  address: z
    .object({
      lines: z.array(z.string()),
      postalCode: z.string().nullable(),
      town: z.string().nullable(),
      country: z.string(),
    })
    .nullable(),
})

/** Whom to pay; the account passed `checkBankAccount`. */
export type Creditor = z.infer<typeof creditorSchema>

/** Whom an order pays: as people see it, with the account masked, and sealed as only its file reads it. */
export type Payee = { label: string; sealed: Buffer }

/** Seals whom to pay for one order and no other. Done before a decision, in which nothing is drawn by lot. */
export function payeeOf(key: Buffer, orderId: string, creditor: Creditor): Payee {
  const { name, account } = creditor
  assertInvariant(name.trim() !== '' && name.length <= 140, `payment order ${orderId} names nobody`)
  return {
    label: `${name}, ${account.country} ${maskBankAccount(account)}`,
    sealed: seal(key, Buffer.from(JSON.stringify(creditor), 'utf8'), creditorContext(orderId)),
  }
}

export function creditorOf(
  key: Buffer,
  { id, payee: { sealed } }: { id: string; payee: Pick<Payee, 'sealed'> },
): Creditor {
  return creditorSchema.parse(JSON.parse(opened(key, sealed, creditorContext(id)).toString('utf8')))
}

function creditorContext(orderId: string): string {
  return `payment order ${orderId}`
}

/** A file as it is stored; its hash is that of the bytes the bank sees. */
export function sealFile(key: Buffer, number: number, content: Buffer): Buffer {
  return seal(key, content, fileContext(number))
}

export function openFile(key: Buffer, number: number, stored: Buffer): Buffer {
  return opened(key, stored, fileContext(number))
}

function fileContext(number: number): string {
  return `bank file ${number}`
}

/** Rows of before 0043 lie open; a seal begins with a byte with which neither JSON nor XML does. */
function opened(key: Buffer, stored: Buffer, context: string): Buffer {
  return isSealed(stored) ? unseal(key, stored, context) : stored
}
