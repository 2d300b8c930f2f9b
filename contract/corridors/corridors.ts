import { formFor, type BankCountry, type BankForm } from '../bank-accounts/index.ts'
import type { Currency } from '../money.ts'

/**
 * Where money can be sent to, and what banks there want to know. Pure data: the server refuses by it, the website
 * builds its forms from it. A new corridor is a line here, a country with an account form of its own one more in
 * `contract/bank-accounts/forms.ts`.
 */

/** What a payment is for: a part of ISO 20022's ExternalPurpose1Code. */
export const purposeCodes = ['ALLW', 'GIFT', 'SALA', 'STDY', 'MDCS', 'RENT', 'SCVE', 'GDDS', 'SAVG'] as const
export type PurposeCode = (typeof purposeCodes)[number]

export type Corridor = {
  country: BankCountry
  currency: Currency
  /**
   * `latin`: the name travels in SWIFT's characters, so a name in another script needs its Latin form.
   * `han_or_latin`: China's banks compare with the name as they keep it, Chinese characters included.
   */
  name: 'latin' | 'han_or_latin'
  /** Whether the recipient's address must be told. */
  address: boolean
  /** What the payment may be for, where that must be said; empty where it need not. */
  purposes: readonly PurposeCode[]
}

/** Characters a name may have in a payment: Max140Text in ISO 20022, but most clearings keep the first 70. */
export const maxNameLength = 70

/** The message to the recipient; Max140Text less what names us and the transaction (`OKPay 9123456789012345 `). */
export const maxMessageLength = 100

/** Lines of an address, as in a structured postal address of ISO 20022. */
export const addressLimits = { street: 70, city: 35, postalCode: 16 } as const

const plain = { name: 'latin', address: false, purposes: [] } as const

export const corridors: readonly Corridor[] = [
  // SAFE and PBoC want the nature of every payment in renminbi that crosses the border.
  { ...plain, country: 'CN', currency: 'CNY', name: 'han_or_latin', purposes: purposeCodes },
  { ...plain, country: 'HK', currency: 'HKD' },
  { ...plain, country: 'JP', currency: 'JPY', purposes: purposeCodes },
  { ...plain, country: 'GB', currency: 'GBP' },
  // The travel rule (31 CFR 1010.410) asks for the recipient's address.
  { ...plain, country: 'US', currency: 'USD', address: true },
  { ...plain, country: 'KW', currency: 'KWD', purposes: purposeCodes },
  { ...plain, country: 'DE', currency: 'EUR' },
  { ...plain, country: 'FR', currency: 'EUR' },
  { ...plain, country: 'NL', currency: 'EUR' },
  { ...plain, country: 'ES', currency: 'EUR' },
  { ...plain, country: 'IT', currency: 'EUR' },
  { ...plain, country: 'AT', currency: 'EUR' },
  { ...plain, country: 'BE', currency: 'EUR' },
  { ...plain, country: 'FI', currency: 'EUR' },
  { ...plain, country: 'GR', currency: 'EUR' },
  { ...plain, country: 'IE', currency: 'EUR' },
  { ...plain, country: 'LU', currency: 'EUR' },
  { ...plain, country: 'PT', currency: 'EUR' },
]

/** The corridor to a country, or undefined where we send nothing to. Each country has one, in its own currency. */
export function corridorTo(country: string): Corridor | undefined {
  return corridors.find(corridor => corridor.country === country)
}

/** The form for an account there. */
export function accountFormOf(corridor: Corridor): BankForm {
  const form = formFor(corridor.country)
  if (form?.currency !== corridor.currency)
    throw new RangeError(
      `the corridor to ${corridor.country} has no form for accounts in ${corridor.currency}`,
    )
  return form
}
