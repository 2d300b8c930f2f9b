import type { Money } from '../../../contract/money.ts'

/** States of money in suspense. */
export const suspenseStates = ['open', 'assigned', 'returning', 'returned', 'absorbed'] as const
export type SuspenseStatus = (typeof suspenseStates)[number]

export const suspenseMoves = ['assign', 'order_return', 'settle', 'give_up', 'absorb', 'come_back'] as const
export type SuspenseMove = (typeof suspenseMoves)[number]

/**
 * The only transition function. A return that the bank refuses, or brings back later, makes the item open again: it is
 * somebody's money and a person has to look once more.
 */
const transitions: Record<SuspenseStatus, Partial<Record<SuspenseMove, SuspenseStatus>>> = {
  open: { assign: 'assigned', order_return: 'returning', absorb: 'absorbed' },
  returning: { settle: 'returned', give_up: 'open' },
  assigned: {},
  returned: { come_back: 'open' },
  absorbed: {},
}

export function suspenseTransition(from: SuspenseStatus, move: SuspenseMove): SuspenseStatus | undefined {
  return transitions[from][move]
}

/** The money still lies in suspense. */
export function isInSuspense(status: SuspenseStatus): boolean {
  return status === 'open' || status === 'returning'
}

export const suspendedStates = suspenseStates.filter(isInSuspense)

/** The table as a mermaid state diagram. */
export function suspenseDiagram(): string {
  const lines = ['  [*] --> open: suspend']
  for (const from of suspenseStates)
    for (const move of suspenseMoves) {
      const to = transitions[from][move]
      if (to !== undefined) lines.push(`  ${from} --> ${to}: ${move}`)
    }
  return ['stateDiagram-v2', ...lines].join('\n')
}

/** An item as decisions see it. */
export type Suspended = {
  id: string
  partId: string
  amount: Money
  side: 'credit' | 'debit'
  status: SuspenseStatus
  version: number
  customerId: string | null
  orderId: string | null
  /** The journal that took it out of suspense. */
  resolutionJournal: string | null
  resolvedAt: Date | null
  /** Set when the part is to be asked about again under this reference. */
  askAgainAs: string | null
}
