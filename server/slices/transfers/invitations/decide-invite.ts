import { money, toWireMoney, type Money } from '../../../../contract/money.ts'
import type { Locale } from '../../../../contract/schemas.ts'
import type { Refusal } from '../../../platform/errors.ts'
import type { PlannedJob } from '../../../platform/jobs.ts'
import {
  available,
  change,
  holdFact,
  insert,
  need,
  placing,
  reserved,
  untilItsObjectEnds,
  type Decider,
  type Decision,
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
  type FeeLine,
} from '../../pricing/index.ts'
import {
  customerStatus,
  debitRefusal,
  decideProof,
  newTransactionRecords,
  proofRequests,
  shortOf,
  type Authorization,
  type CustomerFacts,
  type Order,
  type UsedProof,
} from '../../wallet/index.ts'
import { questionOf } from '../charging.ts'
import { plannedJobs } from '../planned-jobs.ts'
import { nothingWaits, waitingRefusal } from '../waiting.ts'
import { invitationEvent, payerRecord } from './history.ts'
import { acceptWithinDays, type Address, type Invitation } from './invitation.ts'
import { invitationRows, waitingFact, invitationFact } from './rows.ts'
import { initialState } from './states.ts'

/** Money sent to an address, with everything a decision may not make up itself. */
export type InviteCommand = {
  id: string
  journalId: string
  number: string
  payerId: string
  payerName: string
  address: Address
  amount: Money
  note: string | null
  locale: Locale
  expectedFee: Money | null
  authorization: Authorization
  /** Writes to the address. */
  job: PlannedJob
  now: Date
  today: BusinessDay
}

export type InviteOutcome = { v: 1; invitation: string }

/** So many may wait at once: each writes to somebody who has not asked for it. */
export const maxWaiting = 20

/** Holds the money and invites; declines leave no trace, because nothing was begun. */
export const inviteDecider: Decider<InviteCommand, InviteOutcome> = {
  name: 'transfer.invite',
  outgoing: true,
  accounts: ({ payerId, amount: { currency } }) => [
    available(payerId, currency),
    reserved(payerId, currency),
  ],
  facts: command => [
    needSchedules(),
    need(customerStatus, command.payerId),
    needLimit({ customerId: command.payerId, operation: 'transfer', currency: command.amount.currency }),
    need(holdFact, command.id),
    need(invitationFact, command.id),
    need(waitingFact, command.payerId),
    ...proofRequests(orderOf(command)),
  ],
  decide,
}

/** Bound to the address itself: a changed letter voids the proof. */
export function orderOf(command: InviteCommand): Order {
  const { id, payerId, amount, address, authorization, now } = command
  return {
    operation: 'transfer_invitation',
    id,
    payerId,
    recipientId: id,
    amount,
    bound: {
      amount: amount.minor.toString(),
      currency: amount.currency,
      payee: `${address.kind}:${address.key}`,
      source: 'available',
      request: authorization.requestHash.toString('hex'),
    },
    authorization,
    always: false,
    now,
  }
}

function decide(view: View, command: InviteCommand): Decision<InviteOutcome> {
  const { amount, payerId, now } = command
  const payer = view.fact(customerStatus, payerId)
  if (!payer) throw new Error('a transfer names a payer who does not exist')
  const schedules = schedulesIn(view, now)
  const question = questionOf({ operation: 'transfer', payer, payee: null, amount, now })
  const lines = feesFor(schedules.fees, question)
  const fee = sumOf(lines, amount.currency)
  const refusal = refusalOf(view, command, payer, fee)
  if (refusal) return { kind: 'refused', refusal }

  const { id: subject, today } = command
  const limit = consumeLimits(view, schedules, { ...question, subject, customerId: payerId, lines, today })
  if (limit.exceeded)
    return { kind: 'refused', refusal: { code: 'limit_exceeded', details: limitDetails(limit.exceeded) } }
  const balance = view.balance(available(payerId, amount.currency))
  const total = amount.minor + fee.minor
  if (balance < total) return { kind: 'refused', refusal: shortOf(balance, money(total, amount.currency)) }

  // Last of all: nobody is asked to prove themselves for what could not be done anyway.
  const proof = decideProof(view, orderOf(command), fee)
  if (!proof.allowed) return { kind: 'refused', refusal: proof.refusal }
  const invitation = newInvitation(command, {
    feeLines: lines,
    stepUp: proof.stepUp,
    balanceAfter: balance - total,
  })
  const held = placing(view, holdOf(command, total))
  const waiting = view.fact(waitingFact, payerId) ?? nothingWaits
  const told = { to: 'payer', customerId: payerId, journal: command.journalId, at: now } as const
  return {
    kind: 'decided',
    outcome: { v: 1, invitation: command.id },
    effects: {
      journals: held.journals ?? [],
      facts: [
        ...(held.facts ?? []),
        ...limit.facts,
        ...proof.facts,
        change(waitingFact, payerId, { ...waiting, open: waiting.open + 1 }),
      ],
      rows: [
        ...limit.rows,
        insert(invitationRows, invitation),
        insert(newTransactionRecords, payerRecord(invitation)),
        insert(plannedJobs, command.job),
      ],
      events: [...(held.events ?? []), invitationEvent(invitation, told)],
    },
  }
}

function refusalOf(
  view: View,
  command: InviteCommand,
  payer: CustomerFacts,
  fee: Money,
): Refusal | undefined {
  const { expectedFee, payerId, now } = command
  if (expectedFee !== null && expectedFee.minor !== fee.minor)
    return { code: 'price_changed', details: { fee: toWireMoney(fee) } }
  const obstacle = debitRefusal(payer, now)
  if (obstacle) return obstacle
  const waiting = view.fact(waitingFact, payerId) ?? nothingWaits
  return waitingRefusal(waiting, { more: 1, maximum: maxWaiting, now })
}

/** The hold has the invitation's id, and no end but the invitation's. */
function holdOf({ id, journalId, payerId, amount, now }: InviteCommand, total: bigint) {
  return {
    holdId: id,
    journalId,
    owner: payerId,
    subject: id,
    amount: total,
    currency: amount.currency,
    expiresAt: untilItsObjectEnds,
    now,
  }
}

type Decided = { feeLines: readonly FeeLine[]; stepUp: UsedProof; balanceAfter: bigint }

function newInvitation(command: InviteCommand, decided: Decided): Invitation {
  const { id, number, payerId, payerName, address, amount, note, locale, journalId, now, today } = command
  return {
    id,
    number,
    payerId,
    payerName,
    address,
    amount,
    ...decided,
    note,
    locale,
    status: initialState,
    version: 1,
    payee: null,
    limitDay: today.day,
    journalId,
    end: null,
    createdAt: now,
    expiresAt: expiryOf(now),
  }
}

export function expiryOf(now: Date): Date {
  return new Date(now.getTime() + acceptWithinDays * 86_400_000)
}
