import { friendlyFormatIBAN } from 'ibantools'
import type { BankAccount } from './account.ts'

/**
 * What a checked account is to banks and to people. All three take an account that `checkBankAccount` passed
 * and throw on another, which is a mistake of the program.
 */

function fieldOf({ country, fields }: BankAccount, id: string): string {
  const value = Object.hasOwn(fields, id) ? fields[id] : undefined
  if (value === undefined) throw new RangeError(`a bank account in ${country} without ${id}`)
  return value
}

/**
 * The number that names the account within its bank or country: the IBAN where there is one. In Hong Kong the
 * branch is the number's beginning: HKICL routes by the bank code alone.
 */
function numberOf(account: BankAccount): string {
  if (Object.hasOwn(account.fields, 'iban')) return fieldOf(account, 'iban')
  const number = fieldOf(account, 'account_number')
  return account.country === 'HK' ? fieldOf(account, 'branch_code') + number : number
}

/**
 * `•••• 3000`: the last four, fewer when the whole is so short that four would give away more than half. What
 * is left out cannot be guessed from what is shown.
 */
export function maskBankAccount(account: BankAccount): string {
  const number = numberOf(account)
  return `•••• ${number.slice(-Math.min(4, Math.floor(number.length / 2)))}`
}

/**
 * One text per real account, for finding it again (hash it before it is stored): the IBAN, or the codes and the
 * number. BIC and account kind are left out, because the same account can be written with and without them.
 */
export function identityOfBankAccount(account: BankAccount): string {
  const clearing = clearingOf(account)
  return clearing ? [account.country, clearing.member, numberOf(account)].join(':') : numberOf(account)
}

/**
 * How a payment order names it in ISO 20022: the creditor's account as IBAN or as `other`, and the agent by BIC
 * or by member of a clearing system (ExternalClearingSystemIdentification1Code).
 */
export type BankRouting = {
  iban?: string
  other?: string
  bic?: string
  clearing?: ClearingMember
  /** Japan and the United States tell current accounts and savings apart (CashAccountType2Code). */
  accountType?: 'CACC' | 'SVGS'
}

export type ClearingMember = { system: 'CNAPS' | 'GBDSC' | 'HKNCC' | 'JPZGN' | 'USABA'; member: string }

export function routingOf(account: BankAccount): BankRouting {
  const { fields } = account
  const clearing = clearingOf(account)
  const type = fields['account_kind']
  return {
    ...(Object.hasOwn(fields, 'iban') ? { iban: numberOf(account) } : { other: numberOf(account) }),
    ...(Object.hasOwn(fields, 'bic') ? { bic: fieldOf(account, 'bic') } : {}),
    ...(clearing ? { clearing } : {}),
    ...(type === undefined ? {} : { accountType: type === 'savings' ? 'SVGS' : 'CACC' }),
  }
}

function clearingOf(account: BankAccount): ClearingMember | undefined {
  const member = (...ids: string[]): string => ids.map(id => fieldOf(account, id)).join('')
  switch (account.country) {
    case 'CN':
      return { system: 'CNAPS', member: member('cnaps') }
    case 'GB':
      return { system: 'GBDSC', member: member('sort_code') }
    case 'HK':
      return { system: 'HKNCC', member: member('bank_code') }
    case 'JP':
      return { system: 'JPZGN', member: member('bank_code', 'branch_code') }
    case 'US':
      return { system: 'USABA', member: member('routing_number') }
    default:
      return undefined
  }
}

/** A field's value as people read it: an IBAN and a long number in groups of four, a sort code in twos. */
export function groupBankField(id: string, value: string): string {
  if (id === 'iban') return friendlyFormatIBAN(value) ?? value
  if (id === 'sort_code') return value.replaceAll(/(..)(?=.)/g, '$1-')
  return id === 'account_number' && value.length > 8 ? value.replaceAll(/(.{4})(?=.)/g, '$1 ') : value
}
