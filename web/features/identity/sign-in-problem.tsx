import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { formatClock } from '../../lib/format.ts'
import { loadTexts, useLanguage } from '../../lib/i18n.ts'
import { ApiProblem, codeOf } from '../../lib/problem.ts'
import { useCountdown } from '../../lib/use-countdown.ts'
import { Alert } from '../../ui/alert.tsx'
import { ErrorState } from '../../ui/error-state.tsx'

/** Few people ever read it, so it comes with its texts only when it is needed. */
const SignInRefused = lazy(async () => {
  await loadTexts('security')
  const { SignInRefused: component } = await import('./sign-in-refused.tsx')
  return { default: component }
})

/** Why somebody is not signed in: wrong, locked until when, or what is the matter with the account. */
export function SignInProblem({ error, failedAt }: { error: Error | null; failedAt: number }) {
  if (error === null || codeOf(error) === 'verification_required') return null
  if (!(error instanceof ApiProblem)) return <ErrorState error={error} />
  const { code } = error.problem
  if (code === 'account_locked') return <Locked error={error} failedAt={failedAt} />
  if (code === 'account_restricted' || code === 'account_closed')
    return (
      <Suspense fallback={<ErrorState error={error} />}>
        <SignInRefused problem={error.problem} />
      </Suspense>
    )
  return <ErrorState error={error} />
}

/** Counted on this device from the seconds the server named, because the two clocks need not agree. */
function Locked({ error, failedAt }: { error: ApiProblem; failedAt: number }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const opensAt = error.retryAfter === undefined ? null : failedAt + error.retryAfter * 1_000
  const seconds = useCountdown(opensAt)
  if (opensAt === null)
    return (
      <Alert tone="bad" live title={error.problem.title}>
        {t('identity.signIn.lockedForGood')}
      </Alert>
    )
  if (seconds === 0)
    return (
      <Alert tone="info" live>
        {t('identity.signIn.tryAgainNow')}
      </Alert>
    )
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' })
  const when =
    seconds < 100 ? relative.format(seconds, 'second') : relative.format(Math.ceil(seconds / 60), 'minute')
  return (
    <Alert tone="bad" live title={error.problem.title}>
      {t('identity.signIn.lockedUntil', { when, at: formatClock(new Date(opensAt).toISOString(), language) })}
    </Alert>
  )
}
