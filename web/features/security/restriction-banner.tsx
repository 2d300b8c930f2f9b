import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { metaQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { restrictionsQuery, type Restriction } from './queries.ts'

/** On every page of the app while something is taken away: what, why, until when, and the way out. */
export function RestrictionBanner() {
  const { t } = useTranslation()
  const { data } = useQuery(restrictionsQuery)
  if (!data || data.data.length === 0) return null
  return (
    <aside
      aria-label={t('restriction.label')}
      className="no-print mx-auto mb-6 flex max-w-5xl flex-col gap-3"
    >
      {data.data.map(restriction => (
        <One key={restriction.id} restriction={restriction} />
      ))}
    </aside>
  )
}

function One({ restriction }: { restriction: Restriction }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { scope, reason, until, review_at: review, case: reference, way_out: wayOut } = restriction
  const { liftable_from: from } = restriction
  return (
    <Alert tone="warn" title={t(`restriction.title.${scope}`)} action={<WayOut restriction={restriction} />}>
      <p>
        {[
          t(`restriction.reason.${reason}`),
          ...(until === null ? [] : [t('restriction.until', { at: formatTime(until, language) })]),
          ...(from === null ? [] : [t('restriction.liftableFrom', { at: formatTime(from, language) })]),
          ...(review === null ? [] : [t('restriction.review', { at: formatTime(review, language) })]),
          ...(wayOut === 'wait' ? [t('restriction.wayOut.wait')] : []),
          ...(reference === null ? [] : [t('restriction.case', { case: reference })]),
        ].join(language === 'zh-CN' ? '' : ' ')}
      </p>
    </Alert>
  )
}

function WayOut({ restriction }: { restriction: Restriction }) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  const look = buttonClass({ variant: 'secondary', size: 'sm' })
  if (restriction.way_out === 'unfreeze')
    return (
      <Link to="/app/security" className={look}>
        {t('restriction.wayOut.unfreeze')}
      </Link>
    )
  if (restriction.way_out === 'wait' || !meta) return null
  const subject = restriction.case ?? restriction.id
  return (
    <a href={`mailto:${meta.operator.support_email}?subject=${encodeURIComponent(subject)}`} className={look}>
      {t('restriction.wayOut.contact_support')}
    </a>
  )
}
