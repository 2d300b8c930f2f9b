import { z } from 'zod'
import type { Deposit } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import * as queries from './queries-bank.ts'
import type { Order, Rail } from './rails/rail.ts'

/** What is sealed with a saved card or wallet: the counterparty's name for it, and nothing that could pay without it. */
export const keptSecretSchema = z.strictObject({ provider: z.string(), token: z.string() })

type Names = { kind: 'names' } & Pick<Order, 'customer' | 'token'>

/**
 * By which names the counterparty knows the customer and the means they chose. Where something is to be kept the
 * customer is opened there first, once; when it does not answer nothing else was done either.
 */
export async function keptNames(
  deps: FundingDeps,
  rail: Rail,
  deposit: Deposit,
): Promise<Names | { kind: 'unknown'; cause: string }> {
  const token = await tokenOf(deps, deposit)
  const register = rail.keeper?.register ?? null
  if (register === null || (token === null && !deposit.saveMethod))
    return { kind: 'names', customer: null, token }
  const key = { customerId: deposit.customerId, provider: rail.provider }
  const known = await queries.findRailCustomer(deps.db.read, key)
  if (known !== undefined) return { kind: 'names', customer: known, token }
  try {
    const reference = await register(deposit.customerId)
    await queries.keepRailCustomer(deps.db.pool, { ...key, reference, now: deps.clock.now() })
  } catch (error) {
    return { kind: 'unknown', cause: error instanceof Error ? error.message : String(error) }
  }
  const kept = await queries.findRailCustomer(deps.db.read, key)
  return kept === undefined
    ? { kind: 'unknown', cause: 'the customer was opened and is not there' }
    : { kind: 'names', customer: kept, token }
}

/** The counterparty's name for the saved means; one removed since the opening can no longer be used there either. */
async function tokenOf(
  { db, paymentMethods }: FundingDeps,
  { customerId, paymentMethodId }: Deposit,
): Promise<string | null> {
  if (paymentMethodId === null) return null
  const method = await paymentMethods.methodOf(db.read, customerId, paymentMethodId)
  return method ? keptSecretSchema.parse(paymentMethods.secretOf(method)).token : null
}
