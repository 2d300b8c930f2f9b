import { Link } from '@tanstack/react-router'
import { ArrowDownLeft, ArrowUpRight, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../lib/api.ts'
import { formatClock } from '../lib/format.ts'
import { currentLanguage } from '../lib/i18n.ts'
import { cn } from './cn.ts'
import { Amount } from './money.tsx'
import { StatusPill } from './status-pill.tsx'

export type ListedTransaction = Answer<'listTransactions'>['data'][number]

const final: readonly string[] = ['completed', 'succeeded']

/** One line of a history: who or what, when, how much, and the status unless all went well. */
export function TransactionRow({ transaction, when }: { transaction: ListedTransaction; when?: string }) {
  const { t } = useTranslation()
  const { kind, direction, status, counterparty, note } = transaction
  const Icon = kind === 'deposit' ? Plus : direction === 'in' ? ArrowDownLeft : ArrowUpRight
  const done = final.includes(status)
  const title = kind === 'deposit' ? t('transactions.kind.deposit') : (counterparty ?? t('transactions.kind.transfer'))
  return (
    <Link
      to="/app/transactions/$number"
      params={{ number: transaction.number }}
      className="flex items-center gap-3.5 rounded-xl px-2 py-3 hover:bg-sunken"
    >
      <span
        aria-hidden
        className={cn('grid size-11 shrink-0 place-items-center rounded-full', direction === 'in' && done ? 'bg-ok-soft text-ok' : 'bg-sunken text-muted')}
      >
        <Icon className="size-5" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{title}</span>
        <span className="block truncate text-sm text-muted">
          {when ?? formatClock(transaction.created_at, currentLanguage())}
          {note ? ` · ${note}` : ''}
        </span>
      </span>
      <span className="flex shrink-0 flex-col items-end gap-1">
        <Amount
          money={signed(transaction)}
          sign
          className={cn('font-semibold', !done && 'text-muted', direction === 'in' && done && 'text-ok')}
        />
        {done ? null : <StatusPill status={status} />}
      </span>
    </Link>
  )
}

/** Out is minus, in is plus; what failed moved nothing but shows what it was about. */
function signed({ direction, amount }: ListedTransaction): ListedTransaction['amount'] {
  return direction === 'out' ? { ...amount, value: `-${amount.value}` } : amount
}
