import type { DepositMethod } from '../../../../contract/api/funding.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import type { Rail, RailKind } from './rail.ts'

const kinds: Record<DepositMethod, RailKind> = {
  card_debit: 'card',
  card_credit: 'card',
  ewallet: 'ewallet',
  bank_transfer: 'bank',
}

export function railKindOf(method: DepositMethod): RailKind {
  return kinds[method]
}

/** The rails of this installation; one that is not configured is absent, and its methods are not offered. */
export type Rails = readonly Rail[]

export function railFor(rails: Rails, method: DepositMethod): Rail | undefined {
  return rails.find(rail => rail.methods.includes(method))
}

/** The rail of a deposit that exists. One whose counterparty was taken out of the configuration stops the program. */
export function railOf(rails: Rails, method: DepositMethod): Rail {
  const rail = railFor(rails, method)
  assertInvariant(
    rail !== undefined,
    `there are deposits by ${method}, and its counterparty is not configured`,
  )
  return rail
}
