import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../../contract/errors.ts'
import { restrictionReasons, waysOut } from '../../../contract/restrictions.ts'
import { formatWhen } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { metaQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { textLinkClass } from '../../ui/auth-frame.tsx'

/** Said only once the password was right: what is the matter with the account, until when, and the way out. */
export function SignInRefused({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: meta } = useQuery(metaQuery)
  const support = meta?.operator.support_email ?? ''
  const { why, until, wayOut } = readDetails(problem)
  return (
    <Alert
      tone="bad"
      live
      title={problem.title}
      action={
        wayOut === 'wait' || support === '' ? null : (
          <a
            href={`mailto:${support}?subject=${encodeURIComponent(t('signInRefused.subject'))}`}
            className={buttonClass({ variant: 'secondary', size: 'sm' })}
          >
            {t('signInRefused.write')}
          </a>
        )
      }
    >
      <p>{t(`signInRefused.why.${why}`)}</p>
      {until === undefined ? null : (
        <p className="mt-2">{t('signInRefused.until', { at: formatWhen(until, language) })}</p>
      )}
      <p className="mt-2">
        {wayOut === 'wait' ? t('signInRefused.wait') : t('signInRefused.contact')}{' '}
        {wayOut !== 'wait' && support !== '' ? (
          <span className={`${textLinkClass} wrap-anywhere`}>{support}</span>
        ) : null}
      </p>
      <p className="mt-2 text-xs text-muted">{t('ui.requestId', { id: problem.request_id })}</p>
    </Alert>
  )
}

/** Statuses of the account that are a reason by themselves. */
const statuses = ['suspended', 'closed'] as const

function readDetails({ code, details = {} }: Problem) {
  const { reason, until, way_out: way } = details
  const known = [...restrictionReasons, ...statuses].find(each => each === reason)
  const why = code === 'account_closed' ? 'closed' : (known ?? 'unknown')
  return {
    why,
    until: typeof until === 'string' ? until : undefined,
    wayOut: waysOut.find(each => each === way) ?? 'contact_support',
  } as const
}
