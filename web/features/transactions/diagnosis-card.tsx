import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleAlert, Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { WireMoney } from '../../../contract/money.ts'
import { formatExactTime, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { metaQuery } from '../../lib/queries.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { cn } from '../../ui/cn.ts'
import { Facts } from '../../ui/facts.tsx'
import { Amount } from '../../ui/money.tsx'
import { diagnosisQuery, type Diagnosis, type TransactionDetail } from './queries.ts'
import { beginsAt, followAt } from './places.ts'

type Action = Diagnosis['actions'][number]

/** What is the matter, what proves it, and buttons that do what helps; nothing where nothing is the matter. */
export function DiagnosisCard({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation()
  const { data } = useQuery(diagnosisQuery(transaction))
  if (!data || data.severity === 'fine') return null
  const Icon = data.severity === 'problem' ? CircleAlert : Hourglass
  return (
    <section
      aria-labelledby="diagnosis"
      className={cn(
        'flex flex-col gap-4 rounded-xl p-4',
        // What goes as promised is no warning.
        data.severity === 'problem' ? 'bg-bad-soft' : 'bg-info-soft',
      )}
    >
      <div className="flex gap-3">
        <Icon
          aria-hidden
          className={cn('mt-0.5 size-5 shrink-0', data.severity === 'problem' ? 'text-bad' : 'text-info')}
        />
        <div className="min-w-0">
          <h2 id="diagnosis" className="font-semibold">
            {data.title}
          </h2>
          <p className="mt-1 text-sm">{data.text}</p>
        </div>
      </div>
      <Evidence diagnosis={data} />
      <div className="no-print flex flex-col gap-2">
        {data.actions.map((action, index) => (
          <ActionButton key={action.type} action={action} transaction={transaction} first={index === 0} />
        ))}
      </div>
      <p className="text-xs text-muted">{t('diagnosis.selfCheck')}</p>
    </section>
  )
}

function Evidence({ diagnosis: { evidence } }: { diagnosis: Diagnosis }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (evidence.length === 0) return null
  return (
    <Facts
      className="border-y border-line text-sm"
      lines={evidence.map(({ fact, value, at }) => ({
        label: t(`diagnosis.fact.${fact}`, { defaultValue: t('diagnosis.fact.other') }),
        value: <FactValue fact={fact} value={value} />,
        ...(at && at !== value ? { detail: formatExactTime(at, language) } : {}),
      }))}
    />
  )
}

function FactValue({ fact, value }: { fact: string; value: string | WireMoney }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (typeof value !== 'string') return <Amount money={value} />
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return formatTime(value, language)
  if (fact === 'declined') return t(`reasons.${value}`, { defaultValue: t('reasons.other') })
  if (fact === 'restricted_for') return t(`diagnosis.restriction.${value}`, { defaultValue: value })
  return <span className="font-mono text-xs break-all">{value}</span>
}

type ActionProps = { action: Action; transaction: TransactionDetail; first: boolean }

function ActionButton({ action, transaction, first }: ActionProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const look = buttonClass({ block: true, ...(first ? { size: 'lg' } : { variant: 'secondary' }) })
  switch (action.type) {
    case 'wait':
      return (
        <p className="flex items-center gap-2 py-1 text-sm font-medium">
          <Hourglass aria-hidden className="size-4 shrink-0" />
          {action.until
            ? t('diagnosis.action.wait_until', { time: formatTime(action.until, language) })
            : t('diagnosis.action.wait')}
        </p>
      )
    case 'contact_support':
      return <Contact action={action} className={look} />
    case 'add_money':
      return (
        <Link to="/app/add-money" className={look}>
          {t('diagnosis.action.add_money')}
        </Link>
      )
    case 'raise_limit':
      return (
        <Link to="/app/limits" className={look}>
          {t('diagnosis.action.raise_limit')}
        </Link>
      )
    case 'unfreeze':
      return (
        <Link to="/app/security" className={look}>
          {t('diagnosis.action.unfreeze')}
        </Link>
      )
    case 'verify_email':
      return (
        <Link to="/app/profile/email" className={look}>
          {t('diagnosis.action.verify_email')}
        </Link>
      )
    case 'continue':
    case 'cancel':
    case 'refund':
      return <Follow action={action} transaction={transaction} className={look} />
    case 'try_again':
    case 'lower_amount':
    case 'other_method':
    case 'correct_details':
      return (
        <Link to={beginsAt[transaction.kind]} className={look}>
          {t(`diagnosis.action.${action.type}`)}
        </Link>
      )
  }
}

/** The page of the thing itself, where it can be paid, given up or given back. */
function Follow({ action, transaction, className }: Omit<ActionProps, 'first'> & { className: string }) {
  const { t } = useTranslation()
  const place = followAt(transaction)
  if (!place) return null
  return (
    <Link {...place} className={className}>
      {t(`diagnosis.action.${action.type}`)}
    </Link>
  )
}

function Contact({
  action: { subject, body },
  className,
}: {
  action: Extract<Action, { type: 'contact_support' }>
  className: string
}) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  if (!meta) return null
  const query = `subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`
  return (
    <a href={`mailto:${meta.operator.support_email}?${query}`} className={className}>
      {t('diagnosis.action.contact_support')}
    </a>
  )
}
