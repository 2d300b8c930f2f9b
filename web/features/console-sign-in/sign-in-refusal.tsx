import { useTranslation } from 'react-i18next'
import { formatClock } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { ApiProblem, codeOf } from '../../lib/problem.ts'
import { useCountdown } from '../../lib/use-countdown.ts'
import { Alert } from '../../ui/alert.tsx'
import { ErrorState } from '../../ui/error-state.tsx'

/** Why somebody is not let in. A lock says until when, counted on this device: the two clocks need not agree. */
export function SignInRefusal({ error, failedAt }: { error: Error | null; failedAt: number }) {
  if (error === null) return null
  if (error instanceof ApiProblem && codeOf(error) === 'account_locked')
    return <Locked error={error} failedAt={failedAt} />
  return <ErrorState error={error} />
}

function Locked({ error, failedAt }: { error: ApiProblem; failedAt: number }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const opensAt = error.retryAfter === undefined ? null : failedAt + error.retryAfter * 1_000
  const seconds = useCountdown(opensAt)
  if (opensAt === null)
    return (
      <Alert tone="bad" live title={error.problem.title}>
        {t('consoleSignIn.lockedForGood')}
      </Alert>
    )
  if (seconds === 0)
    return (
      <Alert tone="info" live>
        {t('consoleSignIn.tryAgainNow')}
      </Alert>
    )
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' })
  const when =
    seconds < 100 ? relative.format(seconds, 'second') : relative.format(Math.ceil(seconds / 60), 'minute')
  return (
    <Alert tone="bad" live title={error.problem.title}>
      {t('consoleSignIn.lockedUntil', { when, at: formatClock(new Date(opensAt).toISOString(), language) })}
    </Alert>
  )
}
