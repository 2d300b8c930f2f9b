import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import { available, fees, insert, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import {
  consumeLimits,
  feesFor,
  limitDetails,
  needLimit,
  needSchedules,
  schedulesIn,
  sumOf,
  type BusinessDay,
  type FeeLine,
  type LimitKey,
} from '../pricing/index.ts'
import {
  customerStatus,
  debitRefusal,
  maskName,
  mayReceive,
  newTransactionRecords,
  obstacleInFunds,
  type Authorization,
  type CustomerFacts,
} from '../wallet/index.ts'
import { questionOf } from './charging.ts'
import type { DeclineCode } from './declines.ts'
import { payeeEvent, payeeRecord, payerEvent, payerRecord } from './history.ts'
import { transferRows, type TransferRow } from './rows.ts'
import { decideStepUp, stepUpRequests } from './step-up.ts'

/** A transfer to another customer, with everything a decision may not make up itself. */
export type TransferCommand = {
  id: string
  journalId: string
  number: string
  payerId: string
  payeeId: string
  amount: Money
  note: string | null
  matchedBy: TransferRow['matchedBy']
  /** Masked, as the payer sees them. */
  payeeName: string
  payeeAccount: string
  /** The fee the payer was shown, or null when they accept whatever the schedule says. */
  expectedFee: Money | null
  authorization: Authorization
  now: Date
  today: BusinessDay
}

/** Stored under the idempotency key: enough to answer a repeat. Fee amounts are minor units as strings. */
export type TransferOutcome = {
  v: 1
  transfer: string
  declined: { code: DeclineCode; details: Record<string, string | WireMoneyJson | null> } | null
  fees: { kind: string; amount: string; rule: string; bearer?: FeeLine['bearer'] }[]
}

type WireMoneyJson = { value: string; currency: string }

function limitKeyOf(command: TransferCommand): LimitKey {
  return {
    customerId: command.payerId,
    operation: 'transfer',
    currency: command.amount.currency,
  }
}

/** Decides a transfer between two customers: pure, everything it needs is in the view or the command. */
export const transferDecider: Decider<TransferCommand, TransferOutcome> = {
  name: 'transfer.create',
  outgoing: true,
  accounts: ({ payerId, payeeId, amount: { currency } }) => [
    available(payerId, currency),
    available(payeeId, currency),
    fees('transfer', currency),
  ],
  facts: command => [
    needSchedules(),
    need(customerStatus, command.payerId),
    need(customerStatus, command.payeeId),
    needLimit(limitKeyOf(command)),
    ...stepUpRequests(command),
  ],
  decide,
}

function decide(view: View, command: TransferCommand): Decision<TransferOutcome> {
  const schedules = schedulesIn(view, command.now)
  const { amount } = command
  const [payer, payee] = partiesOf(view, command)
  const question = questionOf({ operation: 'transfer', payer, payee, amount, now: command.now })
  const lines = feesFor(schedules.fees, question)
  const fee = sumOf(lines, amount.currency)
  if (command.expectedFee !== null && command.expectedFee.minor !== fee.minor)
    return { kind: 'refused', refusal: { code: 'price_changed', details: { fee: toWireMoney(fee) } } }

  const obstacle = obstacleOf(payer, payee, command.now)
  if (obstacle) return decline(command, lines, obstacle.code, obstacle.details)

  const charge = {
    ...question,
    subject: command.id,
    customerId: command.payerId,
    lines,
    today: command.today,
  }
  const limit = consumeLimits(view, schedules, charge)
  if (limit.exceeded) return decline(command, lines, 'limit_exceeded', limitDetails(limit.exceeded))

  const balance = view.balance(available(command.payerId, amount.currency))
  const total = amount.minor + fee.minor
  const short = obstacleInFunds(balance, money(total, amount.currency))
  if (short) return decline(command, lines, short.code, short.details)

  // Last of all: nobody is asked to prove themselves for a transfer that could not be made anyway.
  const proof = decideStepUp(view, command, fee)
  if (!proof.allowed) return { kind: 'refused', refusal: proof.refusal }

  const payeeBalance = view.balance(available(command.payeeId, amount.currency))
  const payerName = maskName(payer.name)
  return {
    kind: 'decided',
    outcome: outcomeOf(command, lines, null),
    effects: {
      journals: [journalOf(command, lines)],
      facts: [...limit.facts, ...proof.facts],
      rows: [
        ...limit.rows,
        insert(transferRows, { ...rowOf(command, lines, null), stepUp: proof.stepUp }),
        insert(newTransactionRecords, payerRecord(command, total, { balanceAfter: balance - total })),
        insert(newTransactionRecords, payeeRecord(command, payerName, payeeBalance + amount.minor)),
      ],
      events: [payerEvent(command, fee), payeeEvent(command, payerName)],
    },
  }
}

function partiesOf(view: View, command: TransferCommand): [payer: CustomerFacts, payee: CustomerFacts] {
  const payer = view.fact(customerStatus, command.payerId)
  const payee = view.fact(customerStatus, command.payeeId)
  if (!payer || !payee) throw new Error('a transfer names a customer who does not exist')
  return [payer, payee]
}

/**
 * Whether payer or payee may not take part; only an active customer pays, and not everybody may receive. The payer is
 * told why they may not, until when and what they can do; nothing about anybody else's restriction.
 */
export function obstacleOf(
  payer: CustomerFacts,
  payee: CustomerFacts,
  now: Date,
): { code: DeclineCode; details: DeclineDetails } | undefined {
  const ofPayer = debitRefusal(payer, now)
  if (ofPayer) return ofPayer
  return mayReceive(payee, now) ? undefined : { code: 'counterparty_restricted', details: {} }
}

function journalOf(command: TransferCommand, lines: readonly FeeLine[]) {
  const { payerId, payeeId, amount } = command
  const from = available(payerId, amount.currency)
  return {
    id: command.journalId,
    kind: 'transfer',
    subject: command.id,
    recordedAt: command.now,
    postings: [
      { kind: 'principal', from, to: available(payeeId, amount.currency), amount: amount.minor },
      ...lines.map(line => ({
        kind: 'fee',
        from,
        to: fees('transfer', amount.currency),
        amount: line.amount.minor,
      })),
    ],
  }
}

type DeclineDetails = NonNullable<TransferOutcome['declined']>['details']

/** A declined transfer moves nothing and is kept: the payer's history shows it with its reason. */
function decline(
  command: TransferCommand,
  lines: readonly FeeLine[],
  code: DeclineCode,
  details: DeclineDetails,
): Decision<TransferOutcome> {
  const fee = sumOf(lines, command.amount.currency)
  const declined = { code, details }
  return {
    kind: 'decided',
    outcome: outcomeOf(command, lines, declined),
    effects: {
      rows: [
        insert(transferRows, rowOf(command, lines, declined)),
        insert(
          newTransactionRecords,
          payerRecord(command, command.amount.minor + fee.minor, { failedWith: code }),
        ),
      ],
      events: [{ ...payerEvent(command, fee), type: 'transfer.failed', journal: null }],
    },
  }
}

function outcomeOf(
  command: TransferCommand,
  lines: readonly FeeLine[],
  declined: TransferOutcome['declined'],
): TransferOutcome {
  return {
    v: 1,
    transfer: command.id,
    declined,
    fees: lines.map(({ kind, amount, rule, bearer }) => ({
      kind,
      amount: amount.minor.toString(),
      rule,
      bearer,
    })),
  }
}

/** The transfer as this decision writes it. */
export function rowOf(
  command: TransferCommand,
  lines: readonly FeeLine[],
  declined: TransferOutcome['declined'],
): TransferRow {
  const { id, number, payerId, payeeId, amount, matchedBy, note } = command
  return {
    id,
    number,
    payerId,
    payeeId,
    amount,
    matchedBy,
    note,
    fee: sumOf(lines, amount.currency),
    feeLines: lines,
    declined,
    stepUp: null,
    recipientName: command.payeeName,
    recipientAccount: command.payeeAccount,
    journalId: declined ? null : command.journalId,
    createdAt: command.now,
  }
}
