import { z } from 'zod'
import { isCurrency, type Currency } from '../../contract/money.ts'

/** Where our bank is, who we are there, and which of its machines is the real one. */
export type BankConfig = {
  sftp: {
    host: string
    port: number
    /** The folder below which `in` and `out` are; empty where they are at the top. */
    root: string
    user: string
    /** Path of our private key. */
    keyFile: string
    /** `SHA256:…` as `ssh-keygen -lf` prints it: a machine with another key is not our bank. */
    hostKey: string
  }
  bic: string
  /** Whose accounts they are, as the bank knows us. */
  holder: string
  /** IBAN or the bank's own number of the account of each currency. */
  accounts: Partial<Record<Currency, string>>
  /** A file of banking days in the form of `contract/banking-days.ts`, which adds to what the program knows. */
  calendarFile: string | undefined
  /** The simulated bank's page, whose clock goes with the test clock; none in the live edition. */
  steeringUrl: string | undefined
}

const accountPattern = /^[A-Z0-9]{4,34}$/

/** The settings of the environment; all of them or none. */
export const bankSettings = {
  OKPAY_BANK_SFTP_URL: z
    .url({ protocol: /^sftp$/, error: 'must look like sftp://bank.example:22' })
    .optional(),
  OKPAY_BANK_SFTP_USER: z.string().optional(),
  OKPAY_BANK_SFTP_KEY_FILE: z.string().optional(),
  OKPAY_BANK_SFTP_HOST_KEY: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must look like SHA256:… as ssh-keygen -lf prints it')
    .optional(),
  OKPAY_BANK_BIC: z
    .string()
    .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'must be a BIC of 8 or 11 characters')
    .optional(),
  OKPAY_BANK_ACCOUNTS: z
    .string()
    .refine(text => typeof readAccounts(text) !== 'string', {
      error: issue => accountsProblem(issue.input),
    })
    .optional(),
  OKPAY_BANK_HOLDER: z.string().max(140).optional(),
  OKPAY_BANK_CALENDAR_FILE: z.string().optional(),
  BANK_STEERING_URL: z.url().optional(),
} as const

type Settings = { [Name in keyof typeof bankSettings]?: string | undefined }

const required = [
  'OKPAY_BANK_SFTP_URL',
  'OKPAY_BANK_SFTP_USER',
  'OKPAY_BANK_SFTP_KEY_FILE',
  'OKPAY_BANK_SFTP_HOST_KEY',
  'OKPAY_BANK_BIC',
  'OKPAY_BANK_ACCOUNTS',
] as const

/** All of it or nothing, or a sentence: half a bank would be noticed only when the first customer waits for money. */
export function bankOf(env: Settings, operatorName: string): BankConfig | string | undefined {
  const given = required.filter(name => env[name] !== undefined)
  if (given.length === 0) return undefined
  const {
    OKPAY_BANK_SFTP_URL: url,
    OKPAY_BANK_SFTP_USER: user,
    OKPAY_BANK_SFTP_KEY_FILE: keyFile,
    OKPAY_BANK_SFTP_HOST_KEY: hostKey,
    OKPAY_BANK_BIC: bic,
    OKPAY_BANK_ACCOUNTS: accountsText,
  } = env
  if (!url || !user || !keyFile || !hostKey || !bic || !accountsText) {
    const missing = required.filter(name => env[name] === undefined)
    return `The settings of the bank belong together; missing: ${missing.join(', ')}.`
  }
  const accounts = readAccounts(accountsText)
  if (typeof accounts === 'string') return `OKPAY_BANK_ACCOUNTS: ${accounts}.`
  const { hostname, port, pathname } = new URL(url)
  return {
    sftp: {
      // An IPv6 address stands in brackets in an address only.
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? 22 : Number.parseInt(port, 10),
      root: pathname.replace(/\/$/, ''),
      user,
      keyFile,
      hostKey,
    },
    bic,
    holder: env.OKPAY_BANK_HOLDER ?? operatorName,
    accounts,
    calendarFile: env.OKPAY_BANK_CALENDAR_FILE,
    steeringUrl: env.BANK_STEERING_URL,
  }
}

/** `EUR=DE…,USD=…`, or the sentence that says what is wrong with it. */
function readAccounts(text: string): Partial<Record<Currency, string>> | string {
  const accounts: Partial<Record<Currency, string>> = {}
  for (const part of text.split(',')) {
    const [currency = '', account = '', ...more] = part.trim().split('=')
    if (!isCurrency(currency) || !accountPattern.test(account) || more.length > 0)
      return `must look like EUR=DE87999000000000000978,USD=DE30999000000000000840; "${part.trim()}" does not`
    if (accounts[currency] !== undefined) return `names two accounts for ${currency}`
    accounts[currency] = account
  }
  return accounts
}

function accountsProblem(input: unknown): string {
  const accounts = typeof input === 'string' ? readAccounts(input) : ''
  return typeof accounts === 'string' ? accounts : ''
}

/** ISO 9362: the eighth character of a test code is 0. */
export function isTestBic(bic: string): boolean {
  return bic.charAt(7) === '0'
}
