import { toTypeId } from '../../../contract/ids.ts'
import { toWireMoney, type Currency } from '../../../contract/money.ts'
import { assertInvariant, type Refusal } from '../../platform/errors.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import { available, reserved, type AccountRef } from './accounts.ts'
import {
  change,
  need,
  type Decider,
  type Effects,
  type FactSource,
  type Posting,
  type View,
} from './decision.ts'
import { partsOf, resolveHold, type Hold, type KnownHold, type Resolution } from './hold.ts'
import * as queries from './queries-holds.ts'

/** Guarded by the locks of its owner's balances and, because others may name the hold alone, by its own row's. */
export const holdFact: FactSource<KnownHold> = {
  name: 'hold',
  read: queries.lockAndReadHolds,
  write: queries.writeHolds,
}

export type PlaceHold = {
  holdId: string
  journalId: string
  owner: string
  subject: string
  amount: bigint
  currency: Currency
  expiresAt: Date
  now: Date
}

export type PlaceHoldOutcome =
  | { status: 'active'; hold: string }
  | { status: 'declined'; reason: 'insufficient_funds' }

export const placeHold: Decider<PlaceHold, PlaceHoldOutcome> = {
  name: 'hold.place',
  outgoing: true,
  accounts: ({ owner, currency }) => [available(owner, currency), reserved(owner, currency)],
  facts: ({ holdId }) => [need(holdFact, holdId)],
  decide(view, command) {
    const { holdId: id, owner, amount, currency } = command
    if (view.balance(available(owner, currency)) < amount)
      return { kind: 'decided', outcome: { status: 'declined', reason: 'insufficient_funds' }, effects: {} }
    return {
      kind: 'decided',
      outcome: { status: 'active', hold: toTypeId('hold', id) },
      effects: placing(view, command),
    }
  },
}

/** Which hold, and what its row must say: the accounts are locked before the row can be read. */
export type ResolveHold = { holdId: string; journalId: string; owner: string; currency: Currency; now: Date }
/** Takes `amount` (minor units, at most the hold's) to an account; the rest goes back in the same decision. */
export type CaptureHold = ResolveHold & { amount: bigint; to: AccountRef }

export type ResolveHoldOutcome = {
  status: 'captured' | 'released' | 'expired'
  captured: string
  released: string
}

const factsOf = ({ holdId }: ResolveHold) => [need(holdFact, holdId)]
const accountsOf = ({ owner, currency }: ResolveHold) => [
  available(owner, currency),
  reserved(owner, currency),
]

export const captureHold: Decider<CaptureHold, ResolveHoldOutcome> = {
  name: 'hold.capture',
  outgoing: true,
  accounts: command => [...accountsOf(command), command.to],
  facts: factsOf,
  decide: (view, command) => resolve(view, command, { kind: 'capture', amount: command.amount }, command.to),
}

export const releaseHold: Decider<ResolveHold, ResolveHoldOutcome> = {
  name: 'hold.release',
  outgoing: false,
  accounts: accountsOf,
  facts: factsOf,
  decide: (view, command) => resolve(view, command, { kind: 'release' }, undefined),
}

export const expireHold: Decider<ResolveHold, ResolveHoldOutcome> = {
  name: 'hold.expire',
  outgoing: false,
  accounts: accountsOf,
  facts: factsOf,
  decide: (view, command) => resolve(view, command, { kind: 'expire' }, undefined),
}

function resolve(
  view: View,
  command: ResolveHold,
  resolution: Resolution,
  captureTo: AccountRef | undefined,
): ReturnType<Decider<ResolveHold, ResolveHoldOutcome>['decide']> {
  const parts =
    resolution.kind === 'capture' && captureTo ? [{ to: captureTo, amount: resolution.amount }] : []
  const resolved = resolving(view, command, resolution, parts)
  if ('refusal' in resolved) return { kind: 'refused', refusal: resolved.refusal }
  const { hold, effects } = resolved
  const { captured, released } = partsOf(hold)
  assertInvariant(hold.state.status !== 'active', 'a resolved hold is not active')
  return {
    kind: 'decided',
    outcome: { status: hold.state.status, captured: captured.toString(), released: released.toString() },
    effects,
  }
}

/**
 * What placing a hold writes, as a part of a larger decision: for slices whose object reserves money and has a life of
 * its own. The caller names both balances and `holdFact`, and has looked whether the money is there.
 */
export function placing(view: View, command: PlaceHold): Effects {
  const { holdId: id, owner, subject, amount, currency, now, expiresAt } = command
  assertInvariant(view.fact(holdFact, id) === undefined, `hold ${id} exists already`)
  assertInvariant(expiresAt > now, `hold ${id} would expire before it exists`)
  const hold: Hold = {
    id,
    owner,
    subject,
    amount,
    currency,
    createdAt: now,
    expiresAt,
    state: { status: 'active' },
  }
  const posting = { kind: 'hold', from: available(owner, currency), to: reserved(owner, currency), amount }
  return effectsOf({ hold, stored: false }, command, [posting])
}

/**
 * What ending a hold writes, as a part of a larger decision, or why it cannot be ended. A capture goes to `parts`, whose
 * amounts add up to what is captured; the rest goes back to its owner.
 */
export function resolving(
  view: View,
  command: ResolveHold,
  resolution: Resolution,
  parts: readonly { to: AccountRef; amount: bigint }[],
): { effects: Effects; hold: Hold } | { refusal: Refusal } {
  const known = view.fact(holdFact, command.holdId)
  if (known?.hold.owner !== command.owner || known.hold.currency !== command.currency)
    return { refusal: { code: 'not_found' } }
  const resolved = resolveHold(known.hold, resolution, command.now)
  if ('refusal' in resolved) return resolved
  const { hold } = resolved
  const { captured, released } = partsOf(hold)
  const total = parts.reduce((sum, part) => sum + part.amount, 0n)
  assertInvariant(total === captured, `the parts of hold ${hold.id} are not what is captured`)
  const from = reserved(hold.owner, hold.currency)
  const postings: Posting[] = parts.map(({ to, amount }) => ({ kind: 'capture', from, to, amount }))
  if (released > 0n)
    postings.push({ kind: 'release', from, to: available(hold.owner, hold.currency), amount: released })
  return { effects: effectsOf({ hold, stored: known.stored }, command, postings), hold }
}

function effectsOf(
  known: KnownHold,
  { journalId, now }: { journalId: string; now: Date },
  postings: readonly Posting[],
): Effects {
  const { hold } = known
  const kind = hold.state.status === 'active' ? 'hold.placed' : `hold.${hold.state.status}`
  const event: NewEvent = {
    type: kind,
    version: 1,
    stream: hold.owner,
    subject: hold.id,
    journal: journalId,
    payload: {
      id: toTypeId('hold', hold.id),
      amount: toWireMoney({ minor: hold.amount, currency: hold.currency }),
      captured: toWireMoney({ minor: partsOf(hold).captured, currency: hold.currency }),
    },
    occurredAt: now,
  }
  return {
    journals: [{ id: journalId, kind, subject: hold.id, recordedAt: now, postings }],
    facts: [change(holdFact, hold.id, known)],
    events: [event],
  }
}
