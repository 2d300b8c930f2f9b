import { toTypeId } from '../../../../contract/ids.ts'
import { money, toWireMoney, type Money } from '../../../../contract/money.ts'
import { assertInvariant, type Refusal } from '../../../platform/errors.ts'
import type { NewEvent } from '../../../platform/outbox.ts'
import {
  available,
  change,
  fees,
  insert,
  need,
  type Decider,
  type Decision,
  type JournalDraft,
  type View,
} from '../../ledger/index.ts'
import {
  consumeLimits,
  feesFor,
  limitDetails,
  needLimit,
  needSchedules,
  schedulesIn,
  sumOf,
  type BusinessDay,
} from '../../pricing/index.ts'
import {
  customerStatus,
  debitRefusal,
  decideProof,
  mayReceive,
  newTransactionRecords,
  proofRequests,
  shortOf,
  type Authorization,
  type Order,
  type TransactionRecord,
} from '../../wallet/index.ts'
import { questionOf } from '../charging.ts'
import { refundableOf, type Original } from './original.ts'
import type { Refund } from './queries.ts'
import { originalFact, refundRows } from './rows.ts'

/** Giving back a transfer, whole or in part. Its payer is who received that. */
export type RefundCommand = {
  id: string
  journalId: string
  number: string
  transferId: string
  payerId: string
  /** Masked, as each side sees the other. */
  payerName: string
  payeeId: string
  payeeName: string
  amount: Money
  note: string | null
  expectedFee: Money | null
  authorization: Authorization
  now: Date
  today: BusinessDay
}

export type RefundOutcome = { v: 1; refund: string }

/** Declines leave no trace: the transfer stays as it is, and can be given back later. */
export const refundDecider: Decider<RefundCommand, RefundOutcome> = {
  name: 'transfer.refund',
  outgoing: true,
  accounts: ({ payerId, payeeId, amount: { currency } }) => [
    available(payerId, currency),
    available(payeeId, currency),
    fees('refund', currency),
  ],
  facts: command => [
    needSchedules(),
    need(customerStatus, command.payerId),
    need(customerStatus, command.payeeId),
    needLimit({ customerId: command.payerId, operation: 'refund', currency: command.amount.currency }),
    need(originalFact, command.transferId),
    ...proofRequests(orderOf(command)),
  ],
  decide,
}

/** Whoever paid is no stranger, but nobody has confirmed them as a recipient by paying: the rule is that of transfers. */
export function orderOf(command: RefundCommand): Order {
  const { id, payerId, payeeId, amount, transferId, authorization, now } = command
  return {
    operation: 'refund',
    id,
    payerId,
    recipientId: payeeId,
    amount,
    bound: {
      amount: amount.minor.toString(),
      currency: amount.currency,
      payee: payeeId,
      transfer: transferId,
      source: 'available',
      request: authorization.requestHash.toString('hex'),
    },
    authorization,
    always: false,
    now,
  }
}

function decide(view: View, command: RefundCommand): Decision<RefundOutcome> {
  const { amount, payerId, payeeId, now, id: subject, today } = command
  const original = view.fact(originalFact, command.transferId)
  const payer = view.fact(customerStatus, payerId)
  const payee = view.fact(customerStatus, payeeId)
  assertInvariant(payer !== undefined && payee !== undefined, 'a refund names a customer who does not exist')
  if (original?.payeeId !== payerId || original.payerId !== payeeId)
    return { kind: 'refused', refusal: { code: 'not_found' } }
  const schedules = schedulesIn(view, now)
  const question = questionOf({ operation: 'refund', payer, payee, amount, now })
  const lines = feesFor(schedules.fees, question)
  const fee = sumOf(lines, amount.currency)
  const { expectedFee } = command
  if (expectedFee !== null && expectedFee.minor !== fee.minor)
    return { kind: 'refused', refusal: { code: 'price_changed', details: { fee: toWireMoney(fee) } } }
  const obstacle = debitRefusal(payer, now)
  if (obstacle) return { kind: 'refused', refusal: obstacle }
  if (!mayReceive(payee, now)) return { kind: 'refused', refusal: { code: 'counterparty_restricted' } }
  const tooMuch = moreThanReceived(original, amount)
  if (tooMuch) return { kind: 'refused', refusal: tooMuch }

  const limit = consumeLimits(view, schedules, { ...question, subject, customerId: payerId, lines, today })
  if (limit.exceeded)
    return { kind: 'refused', refusal: { code: 'limit_exceeded', details: limitDetails(limit.exceeded) } }
  const balance = view.balance(available(payerId, amount.currency))
  const total = amount.minor + fee.minor
  if (balance < total) return { kind: 'refused', refusal: shortOf(balance, money(total, amount.currency)) }
  const proof = decideProof(view, orderOf(command), fee)
  if (!proof.allowed) return { kind: 'refused', refusal: proof.refusal }

  const refund: Refund = {
    ...storedPart(command),
    transferNumber: original.number,
    feeLines: lines,
    stepUp: proof.stepUp,
  }
  const payeeAfter = view.balance(available(payeeId, amount.currency)) + amount.minor
  return {
    kind: 'decided',
    outcome: { v: 1, refund: refund.id },
    effects: {
      journals: [journalOf(refund)],
      facts: [
        ...limit.facts,
        ...proof.facts,
        change(originalFact, original.id, { ...original, refunded: original.refunded + amount.minor }),
      ],
      rows: [
        ...limit.rows,
        insert(refundRows, refund),
        insert(newTransactionRecords, recordOf(refund, 'payer', balance - total)),
        insert(newTransactionRecords, recordOf(refund, 'payee', payeeAfter)),
      ],
      events: [eventOf(refund, 'payer'), eventOf(refund, 'payee')],
    },
  }
}

function moreThanReceived(original: Original, amount: Money): Refusal | undefined {
  const left = refundableOf(original)
  if (amount.currency === original.amount.currency && amount.minor <= left) return undefined
  const refundable = toWireMoney(money(left, original.amount.currency))
  return { code: 'already_refunded', details: { refundable } }
}

function storedPart(command: RefundCommand) {
  const { id, number, transferId, payerId, payerName, payeeId, payeeName, amount, note, journalId, now } =
    command
  return {
    id,
    number,
    transferId,
    payerId,
    payerName,
    payeeId,
    payeeName,
    amount,
    note,
    journalId,
    createdAt: now,
  }
}

function journalOf({ id, journalId, payerId, payeeId, amount, feeLines, createdAt }: Refund): JournalDraft {
  const from = available(payerId, amount.currency)
  return {
    id: journalId,
    kind: 'refund',
    subject: id,
    recordedAt: createdAt,
    postings: [
      { kind: 'principal', from, to: available(payeeId, amount.currency), amount: amount.minor },
      ...feeLines.map(line => ({
        kind: 'fee',
        from,
        to: fees('refund', amount.currency),
        amount: line.amount.minor,
      })),
    ],
  }
}

function totalOf({ amount, feeLines }: Refund): Money {
  return money(amount.minor + sumOf(feeLines, amount.currency).minor, amount.currency)
}

function recordOf(refund: Refund, role: 'payer' | 'payee', balanceAfter: bigint): TransactionRecord {
  const { id, number, note, createdAt, amount } = refund
  const isPayer = role === 'payer'
  return {
    subjectId: id,
    number,
    kind: 'refund',
    method: null,
    note,
    createdAt,
    updatedAt: createdAt,
    ownerId: isPayer ? refund.payerId : refund.payeeId,
    direction: isPayer ? 'out' : 'in',
    status: 'succeeded',
    statusReason: null,
    amount: isPayer ? totalOf(refund) : amount,
    counterparty: isPayer ? refund.payeeName : refund.payerName,
    balanceAfter,
  }
}

function eventOf(refund: Refund, role: 'payer' | 'payee'): NewEvent {
  const isPayer = role === 'payer'
  return {
    type: 'refund.succeeded',
    version: 1,
    stream: isPayer ? refund.payerId : refund.payeeId,
    subject: refund.id,
    journal: refund.journalId,
    payload: {
      id: toTypeId('refund', refund.id),
      number: refund.number,
      role,
      amount: toWireMoney(refund.amount),
      total: toWireMoney(isPayer ? totalOf(refund) : refund.amount),
      counterparty_name: isPayer ? refund.payeeName : refund.payerName,
      transfer_number: refund.transferNumber,
    },
    occurredAt: refund.createdAt,
  }
}
