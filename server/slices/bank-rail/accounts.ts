import type { Currency } from '../../../contract/money.ts'

/** Our accounts at the bank: one for each currency that money comes in and goes out by. */
export type OwnBank = {
  bic: string
  /** Whose accounts they are. */
  holder: string
  /** IBAN, or the bank's own number, by currency. */
  accounts: Partial<Record<Currency, string>>
}

/** What a customer needs to send us money by bank transfer. */
export type DepositAccount = {
  currency: Currency
  holder: string
  /** An IBAN or the bank's own number. */
  account: string
  bic: string
}

/** Undefined where no account of that currency is configured. */
export function bankAccountFor(bank: OwnBank | undefined, currency: Currency): DepositAccount | undefined {
  const account = bank?.accounts[currency]
  return bank && account !== undefined ? { currency, holder: bank.holder, account, bic: bank.bic } : undefined
}

/** An IBAN by its form (two letters, two digits, up to 30 characters); anything else is a bank's own number. */
export function isIban(account: string): boolean {
  return /^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$/.test(account)
}
