import { useMutation } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import { BadgeCheck, CircleAlert, MailCheck } from 'lucide-react'
import { Trans, useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { forgetRegistrationDraft } from './registration-draft.ts'

/**
 * Where the link of the mail leads. The proof is used up by a press and never by the visit: scanners of mail
 * servers open every link, and must not open an account for somebody who did not ask for one.
 */
export function ConfirmEmailPage() {
  const { t } = useTranslation()
  const token = useRouterState({ select: ({ location }) => location.hash })
  const confirm = useMutation({
    mutationFn: () => api('confirmEmailByLink', { body: { token } }),
    onSuccess: forgetRegistrationDraft,
  })

  if (confirm.isSuccess) return <Confirmed email={confirm.data.email} />
  const dead = token.length < shortestToken ? 'bad' : reasonOf(confirm.error)
  if (dead) return <DeadLink reason={dead} />
  return (
    <AuthFrame
      icon={<MailCheck />}
      title={t('confirmEmail.title')}
      intro={t('confirmEmail.intro')}
      below={<p>{t('confirmEmail.notYou')}</p>}
    >
      {confirm.error ? <ErrorState error={confirm.error} /> : null}
      <Button size="lg" block pending={confirm.isPending} onClick={() => confirm.mutate()}>
        {t('confirmEmail.action')}
      </Button>
    </AuthFrame>
  )
}

/** The contract's bound; less cannot be a token and need not be asked about. */
const shortestToken = 20

function reasonOf(error: unknown): 'bad' | 'expired' | 'taken' | undefined {
  const code = codeOf(error)
  if (code === 'code_invalid' || code === 'validation_failed') return 'bad'
  if (code === 'challenge_expired') return 'expired'
  return code === 'email_taken' ? 'taken' : undefined
}

function Confirmed({ email }: { email: string }) {
  const { t } = useTranslation()
  return (
    <AuthFrame
      icon={<BadgeCheck />}
      title={t('confirmEmail.doneTitle')}
      intro={
        <Trans
          i18nKey="confirmEmail.done"
          values={{ email }}
          components={{ strong: <strong className="wrap-anywhere text-ink" /> }}
        />
      }
    >
      <Link to="/sign-in" search={{ email }} className={buttonClass({ size: 'lg', block: true })}>
        {t('confirmEmail.signIn')}
      </Link>
    </AuthFrame>
  )
}

function DeadLink({ reason }: { reason: 'bad' | 'expired' | 'taken' }) {
  const { t } = useTranslation()
  return (
    <AuthFrame
      icon={reason === 'taken' ? <BadgeCheck /> : <CircleAlert />}
      title={t(`confirmEmail.${reason}Title`)}
      intro={t(`confirmEmail.${reason}`)}
    >
      <Link to="/sign-in" className={buttonClass({ size: 'lg', block: true })}>
        {t('confirmEmail.signIn')}
      </Link>
    </AuthFrame>
  )
}
