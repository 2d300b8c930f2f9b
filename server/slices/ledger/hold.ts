import { toWireMoney, type Currency } from '../../../contract/money.ts'
import type { Refusal } from '../../platform/errors.ts'

/**
 * Money set aside for something that will be settled later. It moves from `available` to `reserved` when the
 * hold is placed, so the available balance needs no special case, and leaves `reserved` exactly once.
 */
export type Hold = {
  id: string
  owner: string
  /** The object it was placed for: a withdrawal, an order. */
  subject: string
  amount: bigint
  currency: Currency
  createdAt: Date
  /** From this moment on it cannot be captured, only expired or released. */
  expiresAt: Date
  state: HoldState
}

export type HoldState =
  | { status: 'active' }
  | { status: 'captured'; captured: bigint; resolvedAt: Date }
  | { status: 'released'; resolvedAt: Date }
  | { status: 'expired'; resolvedAt: Date }

export type Resolution = { kind: 'capture'; amount: bigint } | { kind: 'release' } | { kind: 'expire' }

/** The only way a hold changes: active → captured, released or expired. Says why not when it cannot. */
export function resolveHold(
  hold: Hold,
  resolution: Resolution,
  now: Date,
): { hold: Hold } | { refusal: Refusal } {
  if (hold.state.status !== 'active') return notAllowed({ status: hold.state.status })
  const due = now.getTime() >= hold.expiresAt.getTime()
  switch (resolution.kind) {
    case 'capture':
      if (due) return notAllowed({ expired_at: hold.expiresAt.toISOString() })
      if (resolution.amount > hold.amount)
        return {
          refusal: {
            code: 'amount_above_maximum',
            details: { maximum: toWireMoney({ minor: hold.amount, currency: hold.currency }) },
          },
        }
      return {
        hold: { ...hold, state: { status: 'captured', captured: resolution.amount, resolvedAt: now } },
      }
    case 'release':
      return { hold: { ...hold, state: { status: 'released', resolvedAt: now } } }
    case 'expire':
      if (!due) return notAllowed({ expires_at: hold.expiresAt.toISOString() })
      return { hold: { ...hold, state: { status: 'expired', resolvedAt: now } } }
  }
}

function notAllowed(details: Record<string, unknown>): { refusal: Refusal } {
  return { refusal: { code: 'transition_not_allowed', details } }
}

/** What became of the hold's amount: minor units captured and given back. Both zero while it is active. */
export function partsOf(hold: Hold): { captured: bigint; released: bigint } {
  switch (hold.state.status) {
    case 'active':
      return { captured: 0n, released: 0n }
    case 'captured':
      return { captured: hold.state.captured, released: hold.amount - hold.state.captured }
    case 'released':
    case 'expired':
      return { captured: 0n, released: hold.amount }
  }
}

/** A hold as decisions see it; `stored` tells whether its row is there or still to be inserted. */
export type KnownHold = { hold: Hold; stored: boolean }

/**
 * For holds whose object has a deadline of its own and whose slice ends them: the ledger's own expiry would give the
 * money back behind the object's back.
 */
export const untilItsObjectEnds = new Date('9999-12-31T00:00:00Z')
