import { assertInvariant } from '../../../platform/errors.ts'
import { available, change, need, type Decider, type Decision, type View } from '../../ledger/index.ts'
import { transferDecider, type TransferCommand, type TransferOutcome } from '../decide-transfer.ts'
import { requestEvent, type Party, type PaymentRequest } from './payment-request.ts'
import { requestFact } from './rows.ts'
import { transition, type RequestMove } from './states.ts'

export type EndRequestCommand = {
  seen: Pick<PaymentRequest, 'id' | 'requester' | 'amount'>
  move: Exclude<RequestMove, 'pay'>
  now: Date
}

export type EndRequestOutcome = { v: 1; request: string }

/** Ends a request without money: declined, taken back, or over. Otherwise `transition_not_allowed`. */
export const endRequestDecider: Decider<EndRequestCommand, EndRequestOutcome> = {
  name: 'payment_request.end',
  outgoing: false,
  accounts: ({ seen }) => [available(seen.requester.id, seen.amount.currency)],
  facts: ({ seen }) => [need(requestFact, seen.id)],
  decide(view, { seen, move, now }) {
    const before = requestIn(view, seen.id)
    const status = transition(before.status, move)
    const early = move === 'expire' && now < before.expiresAt
    if (status === undefined || early) return notAllowed(before)
    const after = { ...before, status, version: before.version + 1, endedAt: now }
    // Whoever did it knows; the other side is told, and of time being over both are.
    const told = { decline: ['requester'], cancel: ['payer'], expire: ['requester', 'payer'] } as const
    return {
      kind: 'decided',
      outcome: { v: 1, request: before.id },
      effects: {
        facts: [change(requestFact, before.id, after)],
        events: told[move].flatMap(to => requestEvent(after, to, now)),
      },
    }
  },
}

/** Paying is an ordinary transfer for exactly what is asked, and the end of the request in the same decision. */
export type PayRequestCommand = {
  requestId: string
  payer: Party
  transfer: TransferCommand
}

export const payRequestDecider: Decider<PayRequestCommand, TransferOutcome> = {
  name: 'payment_request.pay',
  outgoing: true,
  accounts: ({ transfer }) => transferDecider.accounts(transfer),
  facts: ({ requestId, transfer }) => [...transferDecider.facts(transfer), need(requestFact, requestId)],
  decide,
}

function decide(view: View, command: PayRequestCommand): Decision<TransferOutcome> {
  const { transfer, requestId, payer } = command
  const before = requestIn(view, requestId)
  const status = transition(before.status, 'pay')
  if (status === undefined || transfer.now >= before.expiresAt) return notAllowed(before)
  if (before.payer !== null && before.payer.id !== transfer.payerId)
    return { kind: 'refused', refusal: { code: 'not_found' } }
  assertInvariant(
    transfer.payeeId === before.requester.id &&
      transfer.amount.minor === before.amount.minor &&
      transfer.amount.currency === before.amount.currency,
    `request ${requestId} would be paid with something else than was asked for`,
  )
  const decision = transferDecider.decide(view, transfer)
  // A declined transfer is kept, and the request stays open: it can be paid once there is money.
  if (decision.kind === 'refused' || decision.outcome.declined) return decision
  const after: PaymentRequest = {
    ...before,
    status,
    version: before.version + 1,
    payer: before.payer ?? payer,
    transferId: transfer.id,
    endedAt: transfer.now,
  }
  const { effects } = decision
  return {
    ...decision,
    effects: {
      ...effects,
      facts: [...(effects.facts ?? []), change(requestFact, requestId, after)],
      events: [...(effects.events ?? []), ...requestEvent(after, 'requester', transfer.now)],
    },
  }
}

function requestIn(view: View, id: string): PaymentRequest {
  const request = view.fact(requestFact, id)
  assertInvariant(request !== undefined, `request ${id} does not exist`)
  return request
}

function notAllowed({ status }: PaymentRequest) {
  return {
    kind: 'refused',
    refusal: { code: 'transition_not_allowed', details: { status } },
  } as const
}
