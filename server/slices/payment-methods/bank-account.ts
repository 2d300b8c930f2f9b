import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { MethodDetails, NameCheckResult } from '../../../contract/api/payment-methods.ts'
import {
  checkBankAccount,
  formFor,
  identityOfBankAccount,
  maskBankAccount,
  type BankAccount,
} from '../../../contract/bank-accounts/index.ts'
import { currencies, type Currency } from '../../../contract/money.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'

/** A bank account that passed the checks of its country, in the currency its clearing pays. */
export type CheckedAccount = BankAccount & { currency: Currency }

/** What is sealed with a bank account: all that an order to the bank needs. */
export const bankSecretSchema = z.strictObject({
  v: z.literal(1),
  holderName: z.string(),
  account: z.strictObject({
    country: z.string(),
    currency: z.enum(currencies),
    fields: z.record(z.string(), z.string()),
  }),
})
export type BankSecret = z.infer<typeof bankSecretSchema>

/**
 * The account as we keep it. Throws `validation_failed` naming each wrong field; `details.problems` have the finer codes
 * that the website has words for.
 */
export function checkedAccount(given: { country: string; fields: Record<string, string> }): CheckedAccount {
  const form = formFor(given.country)
  const checked = checkBankAccount(form ? { ...given, currency: form.currency } : given)
  if ('problems' in checked)
    throw new DomainError('validation_failed', {
      fields: checked.problems.map(({ field, code }) => ({
        path: field === 'country' ? 'account.country' : `account.fields.${field}`,
        code: code === 'required' || code === 'unknown_field' ? code : 'malformed',
      })),
      details: { problems: checked.problems },
    })
  assertInvariant(form !== undefined, 'an account that passed its checks is of a country we pay to')
  return { ...checked.ok, currency: form.currency }
}

/** What a name check was about: this account and this name, told by an HMAC. */
export function checkSubject(key: Buffer, account: CheckedAccount, holderName: string): Buffer {
  const text = JSON.stringify([identityOfBankAccount(account), holderName])
  return createHmac('sha256', key).update(`name check/${text}`).digest()
}

export function bankDetails(
  account: CheckedAccount,
  { holderName, nameCheck }: { holderName: string; nameCheck: NameCheckResult },
): Extract<MethodDetails, { kind: 'bank_account' }> {
  return {
    kind: 'bank_account',
    country: account.country,
    currency: account.currency,
    account: maskBankAccount(account),
    bank: bankOf(account),
    holder_name: holderName,
    name_check: nameCheck,
  }
}

/** How an account is called in one line: `DE •••• 3000`. */
export function bankLabel(account: CheckedAccount): string {
  return `${account.country} ${maskBankAccount(account)}`
}

/** What names the bank rather than the account; it may be shown in full. */
const bankFields = ['bic', 'sort_code', 'routing_number', 'cnaps', 'bank_code'] as const

function bankOf({ fields }: CheckedAccount): string | null {
  for (const id of bankFields) {
    const value = fields[id]
    if (value !== undefined) return value
  }
  return null
}
