import { toTypeId } from '../../../contract/ids.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import type { BankEvidence, BankRailClient, BankReason, PaymentOrder } from '../bank-rail/index.ts'
import { heldByRestriction } from '../wallet/index.ts'
import { arrivalOfLate } from './arrival.ts'
import { carryOut } from './carry-out.ts'
import { leftDecider } from './decide-left.ts'
import { returnDecider } from './decide-return.ts'
import { settleDecider } from './decide-settle.ts'
import { undoDecider } from './decide-undo.ts'
import type { RemittancesDeps } from './deps.ts'
import * as queries from './queries.ts'
import { isHeldBack, type Transfer } from './transfer.ts'

/** Hears of transfers' payment orders, at least once and in order, and makes each message one decision. */
export function createBankClient(deps: RemittancesDeps): BankRailClient {
  return {
    heldBack: orders => heldByRestriction({ wallet: deps.wallet, now: deps.clock.now() }, orders),
    async onSent(order, evidence) {
      const command = { ...(await leaving(deps, order, { at: evidence.at, proof: 'sent' })), evidence }
      // A bank may answer before we have noted that the file left; then there is nothing left to note.
      await carryOut(deps, leftDecider, command, keyOf(order, 'sent'))
    },
    async onSettled(order, evidence) {
      const command = {
        ...(await leaving(deps, order, { at: evidence.at, proof: 'debited' })),
        evidence,
        journalId: newId(),
      }
      must(order, 'settled', await carryOut(deps, settleDecider, command, keyOf(order, 'settled')))
    },
    async onRejected(order, reason, evidence) {
      await undo(deps, order, 'rejected', { kind: 'rejected', reason, evidence })
    },
    async onReturned(order, reason, evidence) {
      await giveReturned(deps, order, { reason, evidence })
    },
    async onRecallAnswered(order, agreed, evidence) {
      if (agreed) await undo(deps, order, 'recalled', { kind: 'recalled', evidence })
    },
  }
}

/**
 * The transfer that left, and by when it arrives where that is not as promised. `at` is when it happened: we may hear of
 * it much later.
 */
async function leaving(
  deps: RemittancesDeps,
  order: PaymentOrder,
  left: { at: Date; proof: 'sent' | 'debited' },
) {
  const seen = await transferOf(deps, order)
  const { total, receive } = seen.quote
  const calendars = { source: deps.calendar(total.currency), target: deps.calendar(receive.currency) }
  // What was held left after its time: the one it has now is only when it would be looked at again.
  const expectedBy = isHeldBack(seen) ? left.at : seen.expectedBy
  const arrivesBy = arrivalOfLate({ ...seen, expectedBy }, { ...calendars, ...left })
  return { seen, now: deps.clock.now(), arrivesBy }
}

async function undo(
  deps: RemittancesDeps,
  order: PaymentOrder,
  what: 'rejected' | 'recalled',
  cause: Parameters<typeof undoDecider.decide>[1]['cause'],
): Promise<void> {
  const command = {
    seen: await transferOf(deps, order),
    cause,
    journalId: newId(),
    releaseJournalId: newId(),
    now: deps.clock.now(),
  }
  must(order, what, await carryOut(deps, undoDecider, command, keyOf(order, what)))
}

async function giveReturned(
  deps: RemittancesDeps,
  order: PaymentOrder,
  why: { reason: BankReason; evidence: BankEvidence },
): Promise<void> {
  const command = {
    seen: await transferOf(deps, order),
    ...why,
    journalId: newId(),
    incomingId: newId(),
    now: deps.clock.now(),
  }
  must(order, 'returned', await carryOut(deps, returnDecider, command, keyOf(order, 'returned')))
}

function keyOf(order: PaymentOrder, what: string): string {
  return `bank ${order.id} ${what}`
}

/** Money the bank moved must be booked: what cannot be is an alert, and the message comes again. */
function must(order: PaymentOrder, what: string, outcome: object | undefined): void {
  const id = toTypeId('transferAbroad', order.subject)
  if (outcome === undefined) throw new Error(`the bank says ${what} of ${id}, which is in no state for that`)
}

async function transferOf({ db }: RemittancesDeps, { subject }: PaymentOrder): Promise<Transfer> {
  const transfer = (await queries.readTransfers(db.pool, [subject])).get(subject)
  assertInvariant(
    transfer !== undefined,
    `a payment order was made for transfer abroad ${subject}, which is none`,
  )
  return transfer
}
