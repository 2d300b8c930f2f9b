import type { Currency } from '../../contract/money.ts'

/** The simulated bank: an eighth character of 0 marks a BIC for tests (ISO 9362), so that no real bank has it. */
export const BIC = 'OKTBDEF0XXX'
export const HOLDER = 'OKPay'

/** Our customer's accounts, one for each currency, at the bank code 99900000, which nobody has. */
export const IBANS: Readonly<Record<Currency, string>> = {
  CNY: 'DE68999000000000000156',
  USD: 'DE30999000000000000840',
  EUR: 'DE87999000000000000978',
  GBP: 'DE20999000000000000826',
  JPY: 'DE98999000000000000392',
  HKD: 'DE36999000000000000344',
  KWD: 'DE86999000000000000414',
}

/** What an account elsewhere does with money that is sent there. */
export const BEHAVIOURS = ['paid', 'unknown', 'closed', 'blocked', 'returned', 'recall_refused'] as const

export type Behaviour = (typeof BEHAVIOURS)[number]

export type Fate =
  | { readonly kind: 'paid'; readonly recall: 'asked' | 'refused' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'returned'; readonly reason: string; readonly afterDays: number }

/**
 * Accounts for tests, by the last four characters of the IBAN or number, as test cards are known by theirs. The
 * reasons are of the ISO 20022 external code set.
 */
const TEST_ACCOUNTS: Readonly<Record<string, Fate>> = {
  '0101': { kind: 'rejected', reason: 'AC01' },
  '0104': { kind: 'rejected', reason: 'AC04' },
  '0106': { kind: 'rejected', reason: 'AC06' },
  '0204': { kind: 'returned', reason: 'AC04', afterDays: 2 },
  '0207': { kind: 'returned', reason: 'MD07', afterDays: 5 },
  '0300': { kind: 'paid', recall: 'refused' },
}

const PAID: Fate = { kind: 'paid', recall: 'asked' }

export function fateOfTestAccount(account: string): Fate {
  return TEST_ACCOUNTS[account.slice(-4)] ?? PAID
}

export function fateOfBehaviour(behaviour: Behaviour, reason: string | null, days: number | null): Fate {
  switch (behaviour) {
    case 'paid':
      return PAID
    case 'unknown':
      return { kind: 'rejected', reason: reason ?? 'AC01' }
    case 'closed':
      return { kind: 'rejected', reason: reason ?? 'AC04' }
    case 'blocked':
      return { kind: 'rejected', reason: reason ?? 'AC06' }
    case 'returned':
      return { kind: 'returned', reason: reason ?? 'AC04', afterDays: days ?? 2 }
    case 'recall_refused':
      return { kind: 'paid', recall: 'refused' }
  }
}

/** Texts of the reasons as a bank adds them; English, as in the files of most banks. */
export const REASON_TEXTS: Readonly<Record<string, string>> = {
  AC01: 'Account number incorrect',
  AC04: 'Account closed',
  AC06: 'Account blocked',
  AM03: 'Currency not accepted for this account',
  AM04: 'Insufficient funds',
  AM05: 'Duplicate',
  AM10: 'Control sum does not match',
  AM18: 'Number of transactions does not match',
  AM02: 'Amount not allowed',
  ARDT: 'Already returned',
  CUST: 'Creditor does not agree',
  DU01: 'Message identification has been used before',
  FF01: 'File format not valid',
  FOCR: 'Following cancellation request',
  MD07: 'Account holder deceased',
  MS03: 'Reason not specified by agent',
  NOOR: 'Original transaction never received',
  RR04: 'Regulatory reason',
}
