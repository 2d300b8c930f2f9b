import { createElement } from 'react'
import { useTranslation } from 'react-i18next'
import { loadTexts } from '../../lib/i18n.ts'
import { part } from '../../lib/part.ts'
import { ApiProblem, codeOf } from '../../lib/problem.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { LockedNotice } from '../../ui/locked-notice.tsx'
import { usePart } from '../../ui/use-part.ts'

/** Few people ever read it, so it comes with its texts only when it is needed. */
async function loadSignInRefused() {
  const [{ SignInRefused }] = await Promise.all([
    part(() => import('./sign-in-refused.tsx')),
    loadTexts('security'),
  ])
  return SignInRefused
}

/** Why somebody is not signed in: wrong, locked until when, or what is the matter with the account. */
export function SignInProblem({ error, failedAt }: { error: Error | null; failedAt: number }) {
  if (error === null || codeOf(error) === 'verification_required') return null
  if (!(error instanceof ApiProblem)) return <ErrorState error={error} />
  const { code } = error.problem
  if (code === 'account_locked') return <Locked error={error} failedAt={failedAt} />
  if (code === 'account_restricted' || code === 'account_closed') return <Refused error={error} />
  return <ErrorState error={error} />
}

/** Until it is there, and where it cannot be loaded, in the server's own words. */
function Refused({ error }: { error: ApiProblem }) {
  const SignInRefused = usePart(loadSignInRefused)
  return SignInRefused ? (
    createElement(SignInRefused, { problem: error.problem })
  ) : (
    <ErrorState error={error} />
  )
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
