import { assertInvariant } from '../../platform/errors.ts'
import { withdrawalRefusal } from '../identity/index.ts'
import type { WalletSlice } from './index.ts'

/**
 * Ids of those payments to banks that must not leave now, because their customer's account is frozen, restricted or
 * gone: nothing leaves it, not even what was set aside before. For who asks just before payments are handed over.
 */
export async function heldByRestriction(
  { wallet, now }: { wallet: Pick<WalletSlice, 'statusOf'>; now: Date },
  payments: readonly { id: string; owner: string | null }[],
): Promise<ReadonlySet<string>> {
  const owners = new Set(payments.flatMap(({ owner }) => owner ?? []))
  const standings = await wallet.statusOf(Array.from(owners))
  const held = payments.filter(({ id, owner }) => {
    const facts = owner === null ? undefined : standings.get(owner)
    assertInvariant(facts !== undefined, `payment ${id} is nobody's`)
    return withdrawalRefusal(facts, now) !== undefined
  })
  return new Set(held.map(({ id }) => id))
}
