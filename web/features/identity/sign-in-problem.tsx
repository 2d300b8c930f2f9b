import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { loadTexts } from '../../lib/i18n.ts'
import { ApiProblem, codeOf } from '../../lib/problem.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { LockedNotice } from '../../ui/locked-notice.tsx'

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

function Locked({ error, failedAt }: { error: ApiProblem; failedAt: number }) {
  const { t } = useTranslation()
  return (
    <LockedNotice
      error={error}
      failedAt={failedAt}
      texts={{
        forGood: t('identity.signIn.lockedForGood'),
        tryAgainNow: t('identity.signIn.tryAgainNow'),
        until: lock => t('identity.signIn.lockedUntil', lock),
      }}
    />
  )
}
