import { useTranslation } from 'react-i18next'
import { ApiProblem, codeOf } from '../../lib/problem.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { LockedNotice } from '../../ui/locked-notice.tsx'

/** Why somebody is not let in. A lock says until when, counted on this device: the two clocks need not agree. */
export function SignInRefusal({ error, failedAt }: { error: Error | null; failedAt: number }) {
  if (error === null) return null
  if (error instanceof ApiProblem && codeOf(error) === 'account_locked')
    return <Locked error={error} failedAt={failedAt} />
  return <ErrorState error={error} />
}

function Locked({ error, failedAt }: { error: ApiProblem; failedAt: number }) {
  const { t } = useTranslation()
  return (
    <LockedNotice
      error={error}
      failedAt={failedAt}
      texts={{
        forGood: t('consoleSignIn.lockedForGood'),
        tryAgainNow: t('consoleSignIn.tryAgainNow'),
        until: lock => t('consoleSignIn.lockedUntil', lock),
      }}
    />
  )
}
