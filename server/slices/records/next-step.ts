import type { transactionTraceSchema } from '../../../contract/api/trace.ts'
import type { TransactionStatus } from '../../../contract/api/wallet.ts'
import type { z } from 'zod'
import type { ReadTransaction } from '../wallet/index.ts'

type Next = NonNullable<z.input<typeof transactionTraceSchema>['next']>

/** Who has the next word, by status; null where nothing is awaited. `rail` is whoever carries this transaction. */
const awaited: Record<TransactionStatus, { who: Next['who'] | 'rail'; text: string } | null> = {
  requires_action: { who: 'you', text: 'pay' },
  requires_confirmation: { who: 'you', text: 'confirm' },
  scheduled: { who: 'we', text: 'start' },
  awaiting_acceptance: { who: 'other_customer', text: 'accept' },
  pending: { who: 'rail', text: 'answer' },
  processing: { who: 'we', text: 'finish' },
  in_review: { who: 'we', text: 'review' },
  in_transit: { who: 'rail', text: 'deliver' },
  sent: { who: 'rail', text: 'deliver' },
  paid: null,
  completed: null,
  succeeded: null,
  failed: null,
  canceled: null,
  expired: null,
  returned: null,
  reversed: null,
}

/** What is awaited, of whom, and when it is due. */
export function nextOf(transaction: ReadTransaction, now: Date): Next | null {
  const next = awaited[transaction.status]
  if (next === null) return null
  const { expected_by: at } = transaction
  return {
    who: next.who === 'rail' ? railOf(transaction) : next.who,
    text: next.text,
    at,
    overdue: at !== null && Date.parse(at) <= now.getTime(),
  }
}

function railOf({ kind, method }: ReadTransaction): Next['who'] {
  if (kind !== 'deposit' || method === 'bank_transfer') return 'bank'
  return method === 'ewallet' ? 'ewallet' : 'card_network'
}
