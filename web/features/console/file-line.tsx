import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Amount } from '../../ui/money.tsx'
import type { FileLine as Line, PaymentOrder } from './finance-queries.ts'
import { StateBadge } from './state-badge.tsx'
import { orderTone } from './status-tone.ts'
import { Written } from './written.tsx'

const linkClass =
  'inline-flex min-h-6 items-center text-brand-text underline underline-offset-4 hover:no-underline'

/** The place in a file that proves something: a link that opens the file there. Without a line, the file. */
export function FilePlace({ file, line }: { file: number; line: number | null }) {
  const { t } = useTranslation()
  return (
    <Link
      to="/console/bank"
      search={{ show: 'files', open: file, ...(line === null ? {} : { line }) }}
      className={linkClass}
    >
      {line === null
        ? t('console.finance.file', { number: file })
        : t('console.finance.place', { file, line })}
    </Link>
  )
}

/** What stands at a line of a file: what the bank booked, or the payment of ours it is about. */
export function FileLine({ number, of }: { number: number; of: Line | null }) {
  const { t } = useTranslation()
  return (
    <section
      aria-label={t('console.finance.line.title', { number })}
      className="mb-3 rounded-xl border border-brand bg-brand-soft px-4 py-3"
    >
      <h3 className="text-sm font-semibold">{t('console.finance.line.title', { number })}</h3>
      {of ? (
        <div className="flex flex-col divide-y divide-line">
          {of.entries.map(entry => (
            <Entry key={entry.statement_entry} entry={entry} />
          ))}
          {of.payments.map(payment => (
            <Payment key={payment.id} payment={payment} />
          ))}
        </div>
      ) : (
        <p className="pt-1 text-sm text-muted">{t('console.finance.line.nothing')}</p>
      )}
    </section>
  )
}

function Entry({ entry }: { entry: Line['entries'][number] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="flex flex-col gap-1 py-2 text-sm">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span>
          {t(`console.finance.suspense.side.${entry.side}`)} · {formatDate(entry.booked_on, language)}
        </span>
        <Amount money={entry.amount} className="font-semibold" />
      </p>
      <p className="text-xs text-muted">
        {t('console.finance.suspense.entry')}{' '}
        <span className="font-mono wrap-anywhere">{entry.statement_entry}</span>
      </p>
      <ul className="flex flex-col gap-1 pt-1">
        {entry.parts.map((part, index) => (
          <li key={index} className="flex flex-col">
            <span className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="font-medium wrap-anywhere">
                {part.counterparty ?? t('console.finance.suspense.unnamed')}
              </span>
              {entry.parts.length > 1 ? <Amount money={part.amount} /> : null}
            </span>
            <span className="wrap-anywhere text-muted">
              <Written reference={part.reference} />
            </span>
            <span className="text-muted">{t(`console.finance.line.became.${part.status}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Payment({ payment }: { payment: PaymentOrder }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-1 py-2 text-sm">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Link to="/console/bank" search={{ show: 'orders', payment: payment.id }} className={linkClass}>
          <span className="wrap-anywhere">{payment.creditor}</span>
        </Link>
        <Amount money={payment.amount} className="font-semibold" />
      </p>
      <p className="flex flex-wrap items-center justify-between gap-x-4 text-xs text-muted">
        <span className="font-mono wrap-anywhere">{payment.end_to_end_id}</span>
        <StateBadge tone={orderTone[payment.status]}>
          {t(`console.finance.orders.state.${payment.status}`)}
        </StateBadge>
      </p>
    </div>
  )
}
