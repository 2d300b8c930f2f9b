import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { ApiProblem } from '../../lib/problem.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { forgetPending, readPending } from './pending-registration.ts'

/** Somebody who has begun already goes on where they stopped, if they like. */
export function ResumeRegistration() {
  const { t } = useTranslation()
  const [pending, setPending] = useState(readPending)
  const { data, error } = useQuery({
    queryKey: ['registration', pending?.id],
    queryFn: () => api('getRegistration', { params: { verification: pending?.id ?? '' } }),
    enabled: pending !== undefined,
  })
  function startOver() {
    forgetPending()
    setPending(undefined)
  }
  if (!pending || !data || error instanceof ApiProblem) return null
  const look = buttonClass({ size: 'sm' })
  const strong = { strong: <strong className="font-semibold wrap-anywhere" /> }
  return (
    <Alert
      title={t('registration.resumeTitle')}
      action={
        <>
          {data.step === 'confirm_email' ? (
            <Link to="/check-mail" search={{ id: data.id, email: data.email }} className={look}>
              {t('registration.resumeAction')}
            </Link>
          ) : (
            <Link to="/sign-in" search={{ email: data.email }} className={look}>
              {t('registration.resumeSignInAction')}
            </Link>
          )}
          <Button variant="ghost" size="sm" onClick={startOver}>
            {t('registration.startOver')}
          </Button>
        </>
      }
    >
      <Trans
        i18nKey={data.step === 'confirm_email' ? 'registration.resume' : 'registration.resumeSignIn'}
        values={{ email: data.email }}
        components={strong}
      />
    </Alert>
  )
}
