import type { Currency } from '../../contract/money.ts'
import { newId } from '../../server/platform/id.ts'
import {
  captureHold,
  clearing,
  placeHold,
  readJournal,
  releaseHold,
  reverseJournal,
  sealAll,
} from '../../server/slices/ledger/index.ts'
import { move, type SmallBank } from './small-bank.ts'

/** Ids a sabotage can aim at; all of them belong to the newest part of the books. */
export type Targets = {
  /** Customers: the payer has moved money often, the stranger never had any. */
  payer: string
  stranger: string
  /** The payer's account of available euros. */
  account: string
  /** How many entries it has. */
  lastSequence: bigint
  /** A transfer with a fee: posting 1 is the principal, 2 the fee. */
  transfer: string
  /** The one after it, between the same two. */
  next: string
  reversed: string
  reversal: string
  openHold: string
  capturedHold: string
  releasedHold: string
  /** Events up to here were there before. */
  position: bigint
}

/**
 * Fills a bank with everything the books can hold: deposits, transfers with fees in two currencies, holds in every
 * state, a reversal. Part of it sealed, part only in the log, the very last still in the outbox.
 */
export async function fillBank(bank: SmallBank): Promise<Targets> {
  const [payer, payee, stranger] = [newId(), newId(), newId()]
  await bank.deposit(payer, 100_000n)
  await bank.deposit(payee, 5_000n)
  await bank.deposit(payer, 70_000n, 'JPY')
  const pay = async (amount: bigint, currency: Currency = 'EUR'): Promise<string> => {
    const [id, journalId] = [newId(), newId()]
    const now = bank.clock.now()
    await bank.run(move, { id, journalId, payer, payee, currency, amount, fee: 10n, now })
    return journalId
  }
  for (let count = 0; count < 5; count += 1) await pay(1_000n)
  await bank.dispatch()
  await sealAll(bank.db)
  const { lastPosition: position } = await bank.watch.verifyAll()

  await pay(700n, 'JPY')
  const hold = holder(bank, payer)
  const openHold = await hold.place(300n)
  const capturedHold = await hold.place(400n)
  await hold.capture(capturedHold, 150n)
  const releasedHold = await hold.place(500n)
  await hold.release(releasedHold)
  const transfer = await pay(2_000n)
  const next = await pay(3_000n)
  const reversed = await pay(4_000n)
  const reversal = await reverse(bank, reversed)
  await bank.dispatch()
  await sealAll(bank.db)
  await pay(100n)
  await bank.dispatch()
  await pay(200n)
  const holds = { openHold, capturedHold, releasedHold }
  const journals = { transfer, next, reversed, reversal }
  return { payer, stranger, ...(await accountOf(bank, payer)), ...journals, ...holds, position }
}

async function accountOf(bank: SmallBank, owner: string): Promise<{ account: string; lastSequence: bigint }> {
  const { rows } = await bank.db.pool.query<{ account: string; lastSequence: bigint }>(
    `SELECT a.id AS account, b.last_sequence AS "lastSequence" FROM account a JOIN balance b ON b.account_id = a.id
     WHERE a.owner_id = $1 AND a.purpose = 'available' AND a.currency = 'EUR'`,
    [owner],
  )
  const [row] = rows
  if (!row) throw new Error('the payer has no account')
  return row
}

function holder(bank: SmallBank, owner: string) {
  const base = () => ({ journalId: newId(), owner, currency: 'EUR' as const, now: bank.clock.now() })
  return {
    async place(amount: bigint): Promise<string> {
      const holdId = newId()
      const expiresAt = new Date(bank.clock.now().getTime() + 3_600_000)
      await bank.run(placeHold, { ...base(), holdId, subject: newId(), amount, expiresAt })
      return holdId
    },
    capture: (holdId: string, amount: bigint) =>
      bank.run(captureHold, { ...base(), holdId, amount, to: clearing('test', 'EUR') }),
    release: (holdId: string) => bank.run(releaseHold, { ...base(), holdId }),
  }
}

async function reverse(bank: SmallBank, journal: string): Promise<string> {
  const original = await readJournal(bank.db.read, journal)
  if (!original) throw new Error(`journal ${journal} is not there`)
  const journalId = newId()
  await bank.run(reverseJournal, { original, journalId, now: bank.clock.now() })
  return journalId
}
