import type { DepositStatus } from '../../../contract/api/funding.ts'
import type { Deposit } from './deposit.ts'
import { isPayable } from './states.ts'

/** When things are due in the life of a deposit. Pure: the time comes in. */

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** As long as this we try to open the payment page; then we ask whether one was opened and give up if not. */
export const startWindowMs = 15 * minute

/**
 * How long the customer may pay, from the opening of the deposit. Stripe demands at least 30 minutes from the
 * opening of its page, which may be as late as the start window's end.
 */
export const pageLifeMs = hour

/** Up to 24 hours are promised (product.md, B2); whatever is not settled then is looked at by a person. */
export const promisedMs = day

/**
 * How long a customer may take to send an announced bank transfer. People plan one at the weekend for the next pay
 * day; what comes later is credited all the same.
 */
export const transferLifeMs = 14 * day

/** What was debited and cannot be credited is asked back so that the promise of a day holds. */
export const refundAfterMs = 20 * hour

/** Banks take two days over a weekend to bring a transfer. */
export const bankingDaysMs = 3 * day

/** A person settles a review within three days. */
const reviewMs = 3 * day

/** After these times since the opening it is asked, then hourly. */
const asksAfterMs = [30 * second, 90 * second, 3.5 * minute, 8.5 * minute, 23.5 * minute]

/** By when the deposit will have left this state; null where it stays. */
export function expectedBy(
  status: DepositStatus,
  deposit: Pick<Deposit, 'pageExpiresAt' | 'createdAt' | 'method'>,
  now: Date,
): Date | null {
  // A bank transfer is promised from when it has reached us.
  const begun = deposit.method === 'bank_transfer' ? now : deposit.createdAt
  const deadlines: Record<DepositStatus, () => Date | null> = {
    requires_action: () => deposit.pageExpiresAt,
    pending: () => after(begun, promisedMs),
    in_review: () => after(now, reviewMs),
    succeeded: () => null,
    failed: () => null,
    canceled: () => null,
    expired: () => null,
    reversed: () => null,
  }
  return deadlines[status]()
}

/** When to ask next about a deposit that is still open. */
export function nextAskAt(
  deposit: Pick<Deposit, 'method' | 'status' | 'reference' | 'createdAt' | 'updatedAt' | 'pageExpiresAt'>,
  now: Date,
): Date {
  // Nobody can be asked whether a customer has sent a transfer: the bank tells by itself, until the time is over.
  if (deposit.method === 'bank_transfer')
    return isPayable(deposit.status) && deposit.pageExpiresAt > now
      ? after(deposit.pageExpiresAt, 5 * second)
      : after(now, hour)
  const age = now.getTime() - deposit.createdAt.getTime()
  if (age >= promisedMs && now.getTime() - deposit.updatedAt.getTime() >= promisedMs) return after(now, day)
  if (deposit.reference === null) return after(now, Math.min(minute, Math.max(5 * second, age / 2)))
  const planned = asksAfterMs.find(offset => offset > age)
  const next = planned === undefined ? after(now, hour) : after(deposit.createdAt, planned)
  if (!isPayable(deposit.status)) return next
  // The page has just closed: whether it was paid is known now.
  const closed = after(deposit.pageExpiresAt, 5 * second)
  return closed > now && closed < next ? closed : next
}

/** Until when the customer can pay a deposit that is opened now. */
export function payableUntil(method: Deposit['method'], now: Date): Date {
  return after(now, method === 'bank_transfer' ? transferLifeMs : pageLifeMs)
}

/** Whether the page may still be opened. */
export function mayStart({ createdAt }: Pick<Deposit, 'createdAt'>, now: Date): boolean {
  return now.getTime() - createdAt.getTime() < startWindowMs
}

/** Whether what was collected at `begunAt` must go back by now. */
export function refundIsDue(begunAt: Date, now: Date): boolean {
  return now.getTime() - begunAt.getTime() >= refundAfterMs
}

/** Whether the promise is broken. Of a bank transfer nothing is promised before it comes. */
export function isOverdue({ createdAt, method }: Pick<Deposit, 'createdAt' | 'method'>, now: Date): boolean {
  return method !== 'bank_transfer' && now.getTime() - createdAt.getTime() >= promisedMs
}

export function after(from: Date, milliseconds: number): Date {
  return new Date(from.getTime() + milliseconds)
}
