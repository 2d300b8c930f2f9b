import { createHash } from 'node:crypto'
import { money, type Currency } from '../../../contract/money.ts'
import type { Person, TestApp } from '../../../test/factories/app.ts'
import { makePaidDeposit } from '../../../test/factories/deposits.ts'
import { newId } from '../../platform/id.ts'
import { createNumberSource } from '../../platform/numbers.ts'
import { readNumberKey } from '../../platform/queries-numbers.ts'
import { transferDecider } from '../transfers/index.ts'
import { maskAccountNumber, maskName } from './mask.ts'

/** A history of one's own making: transfers and deposits decided as always, at moments that the test chooses. */
export async function historian(world: TestApp) {
  const { pricing, ledger } = world.app.slices
  const { pipeline } = ledger
  const numbers = createNumberSource(world.app.db, await readNumberKey(world.app.db.pool))

  /** Returns the transaction's number. */
  async function transferAt(
    parties: { payer: Person; payee: Person },
    { minor, currency = 'EUR', note = null }: { minor: bigint; currency?: Currency; note?: string | null },
    now: Date,
  ): Promise<string> {
    const { payer, payee } = parties
    const id = newId()
    const requestHash = createHash('sha256').update(id).digest()
    const command = {
      id,
      journalId: newId(),
      number: await numbers.transactionNumber(),
      payerId: payer.id,
      payeeId: payee.id,
      amount: money(minor, currency),
      note,
      matchedBy: 'email' as const,
      payeeName: maskName(payee.name),
      payeeAccount: maskAccountNumber(payee.accountNumber),
      expectedFee: null,
      authorization: { sessionId: newId(), challengeId: null, requestHash },
      now,
      today: pricing.today(now),
    }
    const idempotency = { scope: payer.id, key: id, requestHash }
    await pipeline.execute(transferDecider, command, { idempotency, now })
    return command.number
  }

  /** A paid top-up; returns its id. */
  function depositAt(who: Person, minor: bigint, now: Date): Promise<string> {
    const clock = { now: () => now }
    const amount = money(minor, 'EUR')
    return makePaidDeposit(
      { db: world.app.db, pipeline, numbers, pricing, clock },
      { customerId: who.id, amount },
    )
  }

  return { transferAt, depositAt }
}
