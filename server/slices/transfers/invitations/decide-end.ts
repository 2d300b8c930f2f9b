import { assertInvariant, type Refusal } from '../../../platform/errors.ts'
import {
  available,
  change,
  fees,
  holdFact,
  insert,
  need,
  reserved,
  resolving,
  type Decider,
  type Decision,
  type Effects,
  type View,
} from '../../ledger/index.ts'
import { needLimit, releaseLimits, type LimitKey } from '../../pricing/index.ts'
import {
  customerStatus,
  debitObstacle,
  mayReceive,
  restrictionDetails,
  transactionRecords,
} from '../../wallet/index.ts'
import { invitationEvent, payeeRecord, payerRecord } from './history.ts'
import { heldMinor, type Invitation } from './invitation.ts'
import { invitationFact } from './rows.ts'
import { transition, type InvitationMove } from './states.ts'

/** How a wait ends. Which of several at once it is, the lock on the payer's balance decides. */
export type EndCommand = {
  /** As it was looked at: whose balance is locked, and in which currency. */
  seen: Pick<Invitation, 'id' | 'payerId' | 'amount' | 'feeLines'>
  journalId: string
  now: Date
} & ({ move: 'accept'; payee: { id: string; name: string } } | { move: Exclude<InvitationMove, 'accept'> })

export type EndOutcome = { v: 1; invitation: string }

/** Ends what waits, once: accepted, taken back, or come back by itself. Otherwise `transition_not_allowed`. */
export const endInvitationDecider: Decider<EndCommand, EndOutcome> = {
  name: 'transfer.end_invitation',
  outgoing: false,
  accounts,
  facts: command => [
    need(invitationFact, command.seen.id),
    need(holdFact, command.seen.id),
    needLimit(limitKeyOf(command)),
    need(customerStatus, command.seen.payerId),
    ...(command.move === 'accept' ? [need(customerStatus, command.payee.id)] : []),
  ],
  decide,
}

/** Accepting takes money out of the payer's account for good: it waits while outgoing money is stopped. */
export const acceptInvitationDecider: Decider<EndCommand, EndOutcome> = {
  ...endInvitationDecider,
  name: 'transfer.accept_invitation',
  outgoing: true,
}

function accounts(command: EndCommand) {
  const { payerId, amount, feeLines } = command.seen
  const { currency } = amount
  return [
    available(payerId, currency),
    reserved(payerId, currency),
    ...(command.move === 'accept'
      ? [available(command.payee.id, currency), ...(feeLines.length > 0 ? [fees('transfer', currency)] : [])]
      : []),
  ]
}

function limitKeyOf({ seen }: EndCommand): LimitKey {
  return { customerId: seen.payerId, operation: 'transfer', currency: seen.amount.currency }
}

function decide(view: View, command: EndCommand): Decision<EndOutcome> {
  const before = view.fact(invitationFact, command.seen.id)
  assertInvariant(before !== undefined, `invitation ${command.seen.id} does not exist`)
  const refusal = refusalOf(view, before, command)
  if (refusal) return { kind: 'refused', refusal }
  const status = transition(before.status, command.move)
  assertInvariant(status !== undefined, 'a refused move is refused above')
  const after: Invitation = {
    ...before,
    status,
    version: before.version + 1,
    payee: command.move === 'accept' ? command.payee : null,
    end: { journalId: command.journalId, at: command.now },
  }
  const effects = command.move === 'accept' ? accepted(view, after, command) : givenBack(view, after, command)
  return { kind: 'decided', outcome: { v: 1, invitation: before.id }, effects }
}

function refusalOf(view: View, before: Invitation, command: EndCommand): Refusal | undefined {
  const { move, now } = command
  const due = now >= before.expiresAt
  const notAllowed = { code: 'transition_not_allowed', details: { status: before.status } } as const
  if (transition(before.status, move) === undefined) return notAllowed
  if (move === 'expire') return due ? undefined : notAllowed
  // From this moment on it can only come back, even before the sweeper has been there.
  if (move !== 'accept') return undefined
  if (due) return { ...notAllowed, details: { status: 'expired' } }
  const payer = view.fact(customerStatus, before.payerId)
  const payee = view.fact(customerStatus, command.payee.id)
  if (!payer || !payee) throw new Error('an invitation names a customer who does not exist')
  if (!mayReceive(payee, now))
    return { code: 'account_restricted', details: restrictionDetails(payee, 'credit', now) }
  // Nothing leaves an account while it is frozen, not even what was set aside before.
  return debitObstacle(payer, now) ? { code: 'counterparty_restricted' } : undefined
}

function endOf(view: View, after: Invitation, resolution: 'capture' | 'release', command: EndCommand) {
  const { payerId, amount, feeLines } = after
  const total = heldMinor(after)
  const parts =
    resolution === 'capture' && command.move === 'accept'
      ? [
          { to: available(command.payee.id, amount.currency), amount: amount.minor },
          ...feeLines.map(line => ({ to: fees('transfer', amount.currency), amount: line.amount.minor })),
        ]
      : []
  const ended = resolving(
    view,
    {
      holdId: after.id,
      journalId: command.journalId,
      owner: payerId,
      currency: amount.currency,
      now: command.now,
    },
    resolution === 'capture' ? { kind: 'capture', amount: total } : { kind: 'release' },
    parts,
  )
  assertInvariant('effects' in ended, `the hold of invitation ${after.id} ended before it did`)
  return ended.effects
}

function accepted(view: View, after: Invitation, command: EndCommand & { move: 'accept' }): Effects {
  const { currency, minor } = after.amount
  const { payee, journalId: journal, now: at } = command
  const held = endOf(view, after, 'capture', command)
  const payeeBalance = view.balance(available(payee.id, currency)) + minor
  return {
    ...held,
    facts: [...(held.facts ?? []), change(invitationFact, after.id, after)],
    rows: [
      insert(transactionRecords, payerRecord(after)),
      insert(transactionRecords, payeeRecord(after, payee.id, payeeBalance)),
    ],
    events: [
      ...(held.events ?? []),
      invitationEvent(after, { to: 'payer', customerId: after.payerId, journal, at }),
      invitationEvent(after, { to: 'payee', customerId: payee.id, journal, at }),
    ],
  }
}

/** The money is the payer's again, and so is the limit it used. */
function givenBack(view: View, after: Invitation, command: EndCommand): Effects {
  const { id: subject, amount, limitDay: day, createdAt } = after
  const { journalId: journal, now: at } = command
  const held = endOf(view, after, 'release', command)
  const released = releaseLimits(view, { ...limitKeyOf(command), subject, amount, at: createdAt, day })
  return {
    ...held,
    facts: [...(held.facts ?? []), ...released.facts, change(invitationFact, after.id, after)],
    rows: [...released.rows, insert(transactionRecords, payerRecord(after))],
    events: [
      ...(held.events ?? []),
      invitationEvent(after, { to: 'payer', customerId: after.payerId, journal, at }),
    ],
  }
}
