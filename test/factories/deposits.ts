import { createHash } from 'node:crypto'
import type { Money } from '../../contract/money.ts'
import type { Db } from '../../server/platform/db.ts'
import { newId } from '../../server/platform/id.ts'
import type { NumberSource } from '../../server/platform/numbers.ts'
import { creditDecider, openDecider, readDeposits } from '../../server/slices/funding/index.ts'
import type { Pipeline } from '../../server/slices/ledger/index.ts'
import type { PricingSlice } from '../../server/slices/pricing/index.ts'

/** What the factory needs of the program: deposits are made by the slice's own decisions. */
export type DepositWorld = {
  db: Pick<Db, 'pool'>
  pipeline: Pipeline
  numbers: NumberSource
  pricing: Pick<PricingSlice, 'today'>
  clock: { now(): Date }
}

/**
 * A top-up by card that was paid and credited, without an acquirer: for tests that need a customer with money.
 * Fees and limits of the active schedules apply. Returns the deposit's id.
 */
export async function makePaidDeposit(
  world: DepositWorld,
  { customerId, amount }: { customerId: string; amount: Money },
): Promise<string> {
  const id = newId()
  const now = world.clock.now()
  const today = world.pricing.today(now)
  const idempotency = (what: string) => ({
    scope: customerId,
    key: `factory ${what} ${id}`,
    requestHash: createHash('sha256').update(what).digest(),
  })
  const command = {
    id,
    number: await world.numbers.transactionNumber(),
    customerId,
    method: 'card_debit' as const,
    reference: null,
    paymentMethodId: null,
    saveMethod: false,
    provider: 'stripe',
    amount,
    locale: 'en' as const,
    expectedFee: null,
    evidence: { kind: 'command' as const, reference: 'factory' },
    job: null,
    today,
    now,
  }
  await world.pipeline.execute(openDecider, command, { idempotency: idempotency('open'), now })
  const seen = (await readDeposits(world.db.pool, [id])).get(id)
  if (!seen) throw new Error('the deposit was not opened')
  const paid = {
    kind: 'paid' as const,
    payment: `pi_${id}`,
    amount: amount.minor,
    refunded: 0n,
    currency: amount.currency,
  }
  const evidence = { kind: 'rail_answer' as const, reference: paid.payment }
  const credit = {
    seen,
    reference: `cs_${id}`,
    paid,
    means: null,
    keep: null,
    evidence,
    journalId: newId(),
    today,
    now,
  }
  await world.pipeline.execute(creditDecider, credit, { idempotency: idempotency('credit'), now })
  return id
}
