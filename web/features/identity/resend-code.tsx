import { useMutation } from '@tanstack/react-query'
import { MailCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { ApiProblem, codeOf } from '../../lib/problem.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { useCountdown } from '../../lib/use-countdown.ts'
import { keepVerification, keptVerification, type Verification } from './verification.ts'

type ResendCodeProps = { id: string; onSent: () => void; onGone: () => void }

/** Another code, once the server allows it; the wait is counted down on the button. */
export function ResendCode({ id, onSent, onGone }: ResendCodeProps) {
  const { t } = useTranslation()
  const [allowedAt, setAllowedAt] = useState(() => resendAllowedAt(keptVerification(id)))
  const seconds = useCountdown(allowedAt)
  const resend = useMutation({
    mutationFn: () => api('resendEmailCode', { params: { verification: id } }),
    onSuccess(verification) {
      keepVerification(verification)
      setAllowedAt(resendAllowedAt(verification))
      onSent()
    },
    onError(error) {
      const code = codeOf(error)
      if (code === 'challenge_expired' || code === 'not_found') onGone()
      if (isShortWait(error)) setAllowedAt(Date.now() + (error.retryAfter ?? 0) * 1_000)
    },
  })
  const waits = seconds > 0
  return (
    <div className="flex flex-col gap-3">
      <Button
        variant="secondary"
        block
        disabled={waits}
        pending={resend.isPending}
        onClick={() => resend.mutate()}
      >
        {waits ? (
          <span className="tabular-nums">{t('identity.checkMail.resendIn', { seconds })}</span>
        ) : (
          t('identity.checkMail.resend')
        )}
      </Button>
      {resend.isSuccess && waits ? (
        <p role="status" className="flex items-start gap-2 text-sm text-muted">
          <MailCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          {t('identity.checkMail.resent')}
        </p>
      ) : null}
      {isShortWait(resend.error) && waits ? (
        <Alert tone="info" live>
          {t('identity.checkMail.tooOften')}
        </Alert>
      ) : null}
      {resend.error && !isShortWait(resend.error) ? <ErrorState error={resend.error} /> : null}
    </div>
  )
}

/** Longer than this is no pause between two mails but the day's allowance, which the server explains itself. */
const longestWaitMs = 120_000

/**
 * On this device's clock. The server's may be another, in the test edition by days, so a wait that cannot be is cut
 * short: asking too early is answered with the true one.
 */
function resendAllowedAt(verification: Verification | undefined): number | null {
  if (!verification) return null
  const waitMs = Date.parse(verification.resend_at) - Date.now()
  return Date.now() + Math.min(Math.max(waitMs, 0), longestWaitMs / 2)
}

function isShortWait(error: unknown): error is ApiProblem {
  return (
    error instanceof ApiProblem &&
    codeOf(error) === 'rate_limited' &&
    error.retryAfter !== undefined &&
    error.retryAfter * 1_000 <= longestWaitMs
  )
}
