import { Link } from '@tanstack/react-router'
import { ArrowDownLeft, ArrowRightLeft, ArrowUpRight, CreditCard, Globe, Landmark } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../lib/api.ts'
import { cn } from '../../ui/cn.ts'
import { rowClass } from '../../ui/list.tsx'
import { Amount } from '../../ui/money.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { isDone, signedAmount } from './present.ts'

export type ListedTransaction = Answer<'listTransactions'>['data'][number]

/** `EUR → CNY`, on the row of either currency. */
export function pairOf({
  direction,
  amount,
  counterparty,
}: Pick<ListedTransaction, 'direction' | 'amount' | 'counterparty'>): string {
  const pair = [amount.currency, counterparty]
  return (direction === 'out' ? pair : pair.toReversed()).join(' → ')
}

function KindIcon({ transaction: { kind, direction } }: { transaction: ListedTransaction }) {
  const className = 'size-4.5'
  if (kind === 'deposit') return <CreditCard className={className} />
  if (kind === 'conversion') return <ArrowRightLeft className={className} />
  if (kind === 'withdrawal') return <Landmark className={className} />
  if (kind === 'transfer_abroad') return <Globe className={className} />
  return direction === 'in' ? <ArrowDownLeft className={className} /> : <ArrowUpRight className={className} />
}

/** One line of a history: who or what, when, how much, and the status unless all went well. */
export function TransactionRow({ transaction, when }: { transaction: ListedTransaction; when: string }) {
  const { t } = useTranslation()
  const { kind, direction, status, counterparty, note, number } = transaction
  const done = isDone(status)
  const title =
    kind === 'transfer' ? (counterparty ?? t('transactions.kind.transfer')) : t(`transactions.kind.${kind}`)
  return (
    <Link to="/app/transactions/$number" params={{ number }} className={cn(rowClass, 'flex-wrap gap-y-1')}>
      <span
        aria-hidden
        className={cn(
          'grid size-10 shrink-0 place-items-center rounded-full',
          direction === 'in' && done ? 'bg-ok-soft text-ok' : 'bg-sunken text-muted',
        )}
      >
        <KindIcon transaction={transaction} />
      </span>
      {/* Rather below than beside a name of which three letters are left. */}
      <span className="min-w-0 flex-1 basis-24">
        <span className="block truncate font-semibold">{title}</span>
        <span className="block truncate text-sm text-muted">
          {kind === 'transfer' ? `${t(`transactions.direction.${direction}`)} · ` : ''}
          {kind === 'conversion' ? `${pairOf(transaction)} · ` : ''}
          {kind === 'withdrawal' || kind === 'transfer_abroad' || kind === 'refund'
            ? `${counterparty ?? ''} · `
            : ''}
          {when}
          {note ? ` · ${note}` : ''}
        </span>
      </span>
      <span className="ms-auto flex shrink-0 flex-col items-end gap-1">
        <Amount
          money={done ? signedAmount(transaction) : transaction.amount}
          sign={done}
          className={cn(
            done ? 'font-semibold' : 'font-medium text-muted',
            done && direction === 'in' && 'text-ok',
          )}
        />
        {done ? null : <StatusPill status={status} />}
      </span>
    </Link>
  )
}
