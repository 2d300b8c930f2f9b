import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BadgeCheck, CircleAlert, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf } from '../../lib/problem.ts'
import { metaQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { useSecretLink } from './secret-link.ts'

/**
 * Where the mail to the old address leads. One press undoes the change, the visit does nothing: scanners of mail
 * servers open every link.
 */
export function RevertPage() {
  const { t } = useTranslation()
  const link = useSecretLink()
  const revert = useMutation({
    mutationFn: () =>
      api('revertContactChange', { body: { change: link?.id ?? '', token: link?.token ?? '' } }),
  })
  if (revert.isSuccess) return <Done outcome={revert.data} />
  const dead = link === undefined ? 'bad' : reasonOf(revert.error)
  if (dead) return <Dead reason={dead} />
  return (
    <AuthFrame
      icon={<Undo2 />}
      title={t('recovery.revert.title')}
      intro={t('recovery.revert.intro')}
      below={<p>{t('recovery.revert.notSure')}</p>}
    >
      <Alert tone="info">{t('recovery.revert.effects')}</Alert>
      {revert.error ? <ErrorState error={revert.error} /> : null}
      <Button variant="danger" size="lg" block pending={revert.isPending} onClick={() => revert.mutate()}>
        {t('recovery.revert.action')}
      </Button>
    </AuthFrame>
  )
}

type DeadReason = 'bad' | 'late' | 'taken' | 'used'

function reasonOf(error: unknown): DeadReason | undefined {
  const code = codeOf(error)
  if (code === 'code_invalid' || code === 'validation_failed') return 'bad'
  if (code === 'transition_not_allowed') return 'used'
  if (code === 'email_taken') return 'taken'
  return code === 'challenge_expired' ? 'late' : undefined
}

function Done({ outcome }: { outcome: Answer<'revertContactChange'> }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <AuthFrame
      icon={<BadgeCheck />}
      title={t('recovery.revert.doneTitle')}
      intro={t(outcome.kind === 'email' ? 'recovery.revert.doneEmail' : 'recovery.revert.donePhone', {
        restored: outcome.restored,
      })}
    >
      <Alert tone="warn">
        {t('recovery.revert.held', { when: formatTime(outcome.held_until, language) })}
      </Alert>
      <p className="text-sm text-muted">{t('recovery.revert.next')}</p>
      <Link to="/recover" search={{}} className={buttonClass({ size: 'lg', block: true })}>
        {t('recovery.revert.setPassword')}
      </Link>
    </AuthFrame>
  )
}

function Dead({ reason }: { reason: DeadReason }) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  return (
    <AuthFrame
      icon={reason === 'used' ? <BadgeCheck /> : <CircleAlert />}
      title={t(`recovery.revert.${reason}Title`)}
      intro={t(`recovery.revert.${reason}`, { email: meta?.operator.support_email ?? '' })}
    >
      <Link to="/sign-in" className={buttonClass({ size: 'lg', block: true })}>
        {t('recovery.toSignIn')}
      </Link>
    </AuthFrame>
  )
}
