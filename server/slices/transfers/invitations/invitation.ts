import type { InvitationStatus } from '../../../../contract/api/invitations.ts'
import type { Money } from '../../../../contract/money.ts'
import type { Locale } from '../../../../contract/schemas.ts'
import { money } from '../../../../contract/money.ts'
import type { FeeLine } from '../../pricing/index.ts'
import type { UsedProof } from '../../wallet/index.ts'

/** Money sent to an address, waiting for its owner. Its id is also that of the hold on the money. */
export type Invitation = {
  id: string
  number: string
  payerId: string
  /** Masked, as the payee sees it. */
  payerName: string
  address: Address
  amount: Money
  feeLines: readonly FeeLine[]
  note: string | null
  locale: Locale
  status: InvitationStatus
  version: number
  /** Who accepted, masked as the payer sees them. */
  payee: { id: string; name: string } | null
  stepUp: UsedProof
  /** The payer's available balance once the money was held, in minor units. */
  balanceAfter: bigint
  /** The day whose limit it used. */
  limitDay: string
  journalId: string
  /** The journal that ended the hold, and when. */
  end: { journalId: string; at: Date } | null
  createdAt: Date
  expiresAt: Date
}

/** `text` as typed and written to, `key` what makes it this address however it is typed. */
export type Address = { kind: 'email' | 'phone'; text: string; key: string }

/** Two weeks: long enough to come back from a holiday, short enough not to be forgotten by the payer. */
export const acceptWithinDays = 14

export function feeOf({ feeLines, amount }: Pick<Invitation, 'feeLines' | 'amount'>): Money {
  return money(
    feeLines.reduce((sum, line) => sum + line.amount.minor, 0n),
    amount.currency,
  )
}

/** What is held: amount and fees, in minor units. */
export function heldMinor(invitation: Pick<Invitation, 'feeLines' | 'amount'>): bigint {
  return invitation.amount.minor + feeOf(invitation).minor
}
