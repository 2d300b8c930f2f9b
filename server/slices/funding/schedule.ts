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

/** A person settles a review within three days. */
const reviewMs = 3 * day

/** After these times since the opening it is asked, then hourly. */
const asksAfterMs = [30 * second, 90 * second, 3.5 * minute, 8.5 * minute, 23.5 * minute]

/** By when the deposit will have left this state; null where it stays. */
export function expectedBy(
  status: DepositStatus,
  deposit: Pick<Deposit, 'pageExpiresAt' | 'createdAt'>,
  now: Date,
): Date | null {
  const deadlines: Record<DepositStatus, () => Date | null> = {
    requires_action: () => deposit.pageExpiresAt,
    pending: () => after(deposit.createdAt, promisedMs),
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
  deposit: Pick<Deposit, 'status' | 'reference' | 'createdAt' | 'pageExpiresAt'>,
  now: Date,
): Date {
  const age = now.getTime() - deposit.createdAt.getTime()
  if (age >= promisedMs) return after(now, day)
  if (deposit.reference === null) return after(now, Math.min(minute, Math.max(5 * second, age / 2)))
  const planned = asksAfterMs.find(offset => offset > age)
  const next = planned === undefined ? after(now, hour) : after(deposit.createdAt, planned)
  if (!isPayable(deposit.status)) return next
  // The page has just closed: whether it was paid is known now.
  const closed = after(deposit.pageExpiresAt, 5 * second)
  return closed > now && closed < next ? closed : next
}

/** Whether the page may still be opened. */
export function mayStart({ createdAt }: Pick<Deposit, 'createdAt'>, now: Date): boolean {
  return now.getTime() - createdAt.getTime() < startWindowMs
}

/** Whether the promise is broken. */
export function isOverdue({ createdAt }: Pick<Deposit, 'createdAt'>, now: Date): boolean {
  return now.getTime() - createdAt.getTime() >= promisedMs
}

export function after(from: Date, milliseconds: number): Date {
  return new Date(from.getTime() + milliseconds)
}
