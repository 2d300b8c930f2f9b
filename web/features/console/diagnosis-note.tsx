import { useTranslation } from 'react-i18next'
import type { WireMoney } from '../../../contract/money.ts'
import { formatExactTime, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import type { StaffAnswer } from '../../lib/staff-api.ts'
import { Alert } from '../../ui/alert.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Amount } from '../../ui/money.tsx'

type Diagnosis = StaffAnswer<'getCustomerTransactionDiagnosis'>

const tones = { fine: 'ok', waiting: 'info', problem: 'bad' } as const

/** What the customer is told is the matter, in their words, what proves it, and what they can do about it now. */
export function DiagnosisNote({ diagnosis }: { diagnosis: Diagnosis }) {
  const { t } = useTranslation()
  const { severity, title, text, evidence } = diagnosis
  return (
    <div className="flex flex-col gap-3">
      <Alert tone={tones[severity]} title={title}>
        {text}
      </Alert>
      {evidence.length === 0 ? null : <Evidence evidence={evidence} />}
      <Ways actions={diagnosis.actions} />
      <p className="text-xs text-muted">{t('console.trace.customersWords')}</p>
    </div>
  )
}

function Evidence({ evidence }: Pick<Diagnosis, 'evidence'>) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <Facts
      className="text-sm"
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
  if (fact === 'restricted_for') return t(`console.reason.${value}`, { defaultValue: value })
  return <span className="font-mono text-xs break-all">{value}</span>
}

function Ways({ actions }: Pick<Diagnosis, 'actions'>) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (actions.length === 0) return null
  return (
    <section aria-label={t('console.trace.can.title')} className="text-sm">
      <h3 className="pb-1 font-semibold">{t('console.trace.can.title')}</h3>
      <ul className="list-disc ps-5">
        {actions.map(action => (
          <li key={action.type}>
            {action.type === 'wait' && action.until
              ? t('console.trace.can.wait_until', { time: formatTime(action.until, language) })
              : t(`console.trace.can.${action.type}`)}
          </li>
        ))}
      </ul>
    </section>
  )
}
