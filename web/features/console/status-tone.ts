import type { BadgeTone } from '../../ui/badge.tsx'
import type { BankFile, BreakStatus, OrderStatus, SuspenseStatus } from './finance-queries.ts'

/** How a state looks; what it is, is always said in words as well. */
export const orderTone: Record<OrderStatus, BadgeTone> = {
  queued: 'neutral',
  batched: 'neutral',
  sent: 'info',
  accepted: 'info',
  settled: 'ok',
  returned: 'bad',
  recall_requested: 'warn',
  canceled: 'neutral',
  rejected: 'bad',
}

export const fileTone: Record<BankFile['status'], BadgeTone> = {
  composing: 'neutral',
  generated: 'warn',
  sent: 'info',
  acknowledged: 'info',
  partially_accepted: 'warn',
  rejected: 'bad',
  settled: 'ok',
  received: 'warn',
  applied: 'ok',
  quarantined: 'bad',
  dismissed: 'neutral',
}

export const suspenseTone: Record<SuspenseStatus, BadgeTone> = {
  open: 'warn',
  assigned: 'ok',
  returning: 'info',
  returned: 'ok',
  absorbed: 'neutral',
}

export const breakTone: Record<BreakStatus, BadgeTone> = {
  open: 'bad',
  matched: 'ok',
  written_off: 'neutral',
}
