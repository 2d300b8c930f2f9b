import type { Deposit } from './deposit.ts'
import type { DepositChange } from './decide-change.ts'
import type { Answer, Paid, Report } from './rails/rail.ts'
import { isOverdue, mayStart, refundIsDue } from './schedule.ts'
import { isBooked, isPayable, isReviewed, transition, type DepositMove } from './states.ts'

/** A difference between the counterparty's books and ours that only a person can settle. */
export const breakKinds = [
  /** The counterparty collected money under a name we do not know. */
  'unknown_payment',
  /** We credited a payment that the counterparty does not have. */
  'missing_payment',
  /** A deposit was collected a second time. */
  'paid_twice',
  /** What was collected is not what we credited. */
  'amount_mismatch',
  /** Part of what we credited was given back to the card. */
  'partly_refunded',
  /** All of it was given back, and the customer no longer has it. */
  'refund_not_covered',
  /** It can neither be credited nor given back where it came from. */
  'return_rejected',
] as const
export type BreakKind = (typeof breakKinds)[number]

/** What is to be done about a deposit now that the counterparty has said how its payment stands. */
export type Verdict =
  | { kind: 'nothing' }
  | { kind: 'change'; change: DepositChange }
  | { kind: 'credit'; paid: Paid }
  /** It cannot be credited: the counterparty is to give it back. */
  | { kind: 'refund'; paid: Paid }
  | { kind: 'reverse'; paid: Paid }
  /** The customer gave up and the page is still open. */
  | { kind: 'close_page' }
  | { kind: 'break'; breakKind: BreakKind; paid: Paid }

const nothing: Verdict = { kind: 'nothing' }

/** Compares a deposit with the counterparty's report. Pure; applied again and again until nothing is left to do. */
export function judge(deposit: Deposit, report: Report, now: Date): Verdict {
  const { standing } = report
  if (standing.kind === 'paid') return judgePaid(deposit, report, standing, now)
  if (isMisnamed(deposit, report)) return move(deposit, 'review', 'reference_mismatch')
  switch (standing.kind) {
    case 'awaited':
      return isPayable(deposit.status) && deposit.cancelRequestedAt !== null
        ? { kind: 'close_page' }
        : nothing
    case 'open':
      return judgeOpen(deposit, report, standing, now)
    case 'processing':
      if (transition(deposit.status, 'wait') !== undefined) return move(deposit, 'wait', null)
      return isOverdue(deposit, now) ? move(deposit, 'review', 'not_settled_in_time') : nothing
    case 'failed':
      return (
        newDecline(deposit, report, now) ??
        move(deposit, 'fail', reasonOf(deposit, report) ?? 'card_declined')
      )
    case 'expired':
      return newDecline(deposit, report, now) ?? judgeExpired(deposit, report)
  }
}

/**
 * Money was collected. It is credited only when all of it, and nothing else, is what the deposit is about; what was
 * sent from a bank is what it is, whatever was announced.
 */
function judgePaid(deposit: Deposit, report: Report, paid: Paid, now: Date): Verdict {
  const { minor, currency } = deposit.amount
  const sameMoney = paid.amount === minor && paid.currency === currency
  if (isBooked(deposit.status)) {
    const breakKind = breakOf(deposit, paid, sameMoney)
    if (breakKind) return { kind: 'break', breakKind, paid }
    const takenBack = paid.refunded > 0n && transition(deposit.status, 'reverse') !== undefined
    return takenBack ? { kind: 'reverse', paid } : nothing
  }
  if (isMisnamed(deposit, report)) return move(deposit, 'review', 'reference_mismatch')
  if (paid.refunded >= paid.amount) return move(deposit, 'fail', 'refunded')
  if (deposit.refund !== null) return { kind: 'refund', paid }
  const isSent = deposit.method === 'bank_transfer' && paid.currency === currency
  if (!sameMoney && !isSent) {
    const reason = paid.currency === currency ? 'amount_mismatch' : 'currency_mismatch'
    return isReviewed(deposit.status)
      ? giveBack(deposit, report, reason, now)
      : move(deposit, 'review', reason)
  }
  if (paid.refunded > 0n) return move(deposit, 'review', 'partly_refunded')
  return { kind: 'credit', paid }
}

/** What nobody has put right by then goes back by itself: within a day the customer has it, here or there. */
export function giveBack(deposit: Deposit, report: Report, reason: string, now: Date): Verdict {
  if (!isReviewed(deposit.status) || deposit.refund !== null || !refundIsDue(report.begunAt, now))
    return nothing
  return { kind: 'change', change: { kind: 'refund_requested', reason } }
}

function breakOf(deposit: Deposit, paid: Paid, sameMoney: boolean): BreakKind | undefined {
  if (deposit.paymentReference !== paid.payment) return 'paid_twice'
  if (!sameMoney) return 'amount_mismatch'
  return paid.refunded > 0n && paid.refunded < paid.amount ? 'partly_refunded' : undefined
}

function judgeOpen(
  deposit: Deposit,
  report: Report,
  standing: { pageUrl: string; expiresAt: Date },
  now: Date,
): Verdict {
  if (isPayable(deposit.status)) {
    if (deposit.reference === null)
      return {
        kind: 'change',
        change: { kind: 'page_opened', pageUrl: standing.pageUrl, pageExpiresAt: standing.expiresAt },
      }
    if (deposit.cancelRequestedAt !== null) return { kind: 'close_page' }
    const declined = newDecline(deposit, report, now)
    if (declined) return declined
  }
  return isOverdue(deposit, now) ? move(deposit, 'review', 'not_settled_in_time') : nothing
}

/** Nothing was collected and nothing will be. */
function judgeExpired(deposit: Deposit, report: Report): Verdict {
  if (deposit.cancelRequestedAt !== null) return move(deposit, 'cancel', null)
  const reason = reasonOf(deposit, report)
  return reason === undefined ? move(deposit, 'expire', null) : move(deposit, 'fail', reason)
}

/** A refusal by the card issuer that the customer has not been told of; they may try another card meanwhile. */
function newDecline(deposit: Deposit, { decline }: Report, now: Date): Verdict | undefined {
  if (!decline || !isPayable(deposit.status) || deposit.decline?.reference === decline.reference)
    return undefined
  return { kind: 'change', change: { kind: 'declined', decline: { ...decline, at: decline.at ?? now } } }
}

function reasonOf(deposit: Deposit, report: Report): string | undefined {
  return report.decline?.code ?? deposit.decline?.code
}

/** The report is about another order, or about a second page for this one. */
function isMisnamed(deposit: Deposit, report: Report): boolean {
  return (
    report.orderId !== deposit.id || (deposit.reference !== null && deposit.reference !== report.reference)
  )
}

function move(
  deposit: Deposit,
  wanted: Exclude<DepositMove, 'credit' | 'reverse'>,
  reason: string | null,
): Verdict {
  if (transition(deposit.status, wanted) === undefined) return nothing
  return { kind: 'change', change: { kind: 'move', move: wanted, reason } }
}

export type Silence = Exclude<Answer, { kind: 'report' }>

/**
 * What is to be done when the counterparty gave no report. That it has no page, or will not open one, is certain;
 * that it did not answer says nothing, until the promised time is over and a person has to look.
 */
export function judgeSilence(deposit: Deposit, answer: Silence, now: Date): DepositChange | undefined {
  const opening = mayStart(deposit, now)
  if (deposit.reference === null && answer.kind === 'absent' && !opening)
    return changeOf(move(deposit, 'fail', 'rail_unavailable'))
  if (deposit.reference === null && answer.kind === 'refused' && opening)
    return changeOf(move(deposit, 'fail', 'rail_refused'))
  if (deposit.reference !== null && answer.kind === 'absent')
    return changeOf(move(deposit, 'review', 'unknown_to_rail'))
  return isOverdue(deposit, now) ? changeOf(move(deposit, 'review', 'no_answer')) : undefined
}

function changeOf(verdict: Verdict): DepositChange | undefined {
  return verdict.kind === 'change' ? verdict.change : undefined
}
