import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BadgeCheck, BellRing, Hourglass, LockKeyhole, LogOut, ShieldCheck } from 'lucide-react'
import { useForm, useWatch } from 'react-hook-form'
import { Trans, useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf } from '../../lib/problem.ts'
import { metaQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { AuthFrame, textLinkClass } from '../../ui/auth-frame.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { NewPasswordField, useNewPasswordRules } from '../../ui/new-password-field.tsx'
import { AccountLine } from './account-line.tsx'
import { RecoverySteps } from './contact-step.tsx'
import { isOver, type Proved } from './recovery.ts'

type PasswordStepProps = {
  id: string
  contact: string
  proved: Proved
  onLost: () => void
  onOver: () => void
}

export function PasswordStep({ id, contact, proved, onLost, onOver }: PasswordStepProps) {
  const { t } = useTranslation()
  const own = { name: '', email: contact.includes('@') ? contact : '', phone: contact }
  const form = useForm({ defaultValues: { password: '' } })
  const password = useWatch({ control: form.control, name: 'password' })
  const rules = useNewPasswordRules()
  const complete = useMutation({
    mutationFn: (typed: string) =>
      api('completeRecovery', {
        params: { recovery: id },
        body: { token: proved.token, password: typed },
      }),
    onError(error) {
      if (isOver(error)) onOver()
      if (codeOf(error) === 'password_too_weak')
        form.setError('password', { message: t('recovery.passwordWeak') }, { shouldFocus: true })
    },
  })

  if (complete.isSuccess) return <Done outcome={complete.data} contact={contact} />
  const shownAtField = codeOf(complete.error) === 'password_too_weak'
  return (
    <AuthFrame
      icon={<LockKeyhole />}
      title={t('recovery.passwordTitle')}
      intro={t('recovery.passwordIntro')}
      below={proved.second_factor ? <LostToo onLost={onLost} /> : undefined}
    >
      <RecoverySteps current={2} />
      <AccountLine email={proved.email} />
      <form
        noValidate
        onSubmit={event => void form.handleSubmit(typed => complete.mutate(typed.password))(event)}
        className="flex flex-col gap-5"
      >
        <NewPasswordField
          label={t('recovery.password')}
          error={form.formState.errors.password?.message}
          input={form.register('password', rules(own))}
          password={password}
          own={own}
        />
        <Effects secondFactor={proved.second_factor} />
        {complete.error && !shownAtField && !isOver(complete.error) ? (
          <ErrorState error={complete.error} />
        ) : null}
        <Button type="submit" size="lg" block pending={complete.isPending}>
          {t('recovery.save')}
        </Button>
      </form>
    </AuthFrame>
  )
}

/** What the press does, before it is done. */
function Effects({ secondFactor }: { secondFactor: boolean }) {
  const { t } = useTranslation()
  const lines = [
    { Icon: LogOut, text: t('recovery.effectSessions') },
    { Icon: Hourglass, text: t('recovery.effectHold') },
    { Icon: BellRing, text: t('recovery.effectTold') },
    ...(secondFactor ? [{ Icon: ShieldCheck, text: t('recovery.twoSteps') }] : []),
  ]
  return (
    <div className="rounded-lg bg-sunken p-4 text-sm">
      <p className="font-semibold">{t('recovery.effects')}</p>
      <ul className="mt-2 flex flex-col gap-2">
        {lines.map(({ Icon, text }) => (
          <li key={text} className="flex items-start gap-2.5">
            <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted rtl:-scale-x-100" />
            <span className="min-w-0">{text}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function LostToo({ onLost }: { onLost: () => void }) {
  const { t } = useTranslation()
  return (
    <p>
      <button type="button" onClick={onLost} className={textLinkClass}>
        {t('recovery.lostTwoSteps')}
      </button>
    </p>
  )
}

function Done({ outcome, contact }: { outcome: Answer<'completeRecovery'>; contact: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: meta } = useQuery(metaQuery)
  return (
    <AuthFrame
      icon={<BadgeCheck />}
      title={t('recovery.doneTitle')}
      intro={
        <Trans
          i18nKey="recovery.done"
          values={{ email: outcome.email }}
          components={{ strong: <strong className="wrap-anywhere text-ink" /> }}
        />
      }
      below={meta ? <p>{t('recovery.notYou', { email: meta.operator.support_email })}</p> : undefined}
    >
      <Alert tone="warn">{t('recovery.heldUntil', { when: formatTime(outcome.held_until, language) })}</Alert>
      {outcome.second_factor ? <p className="text-sm text-muted">{t('recovery.doneTwoSteps')}</p> : null}
      <Link
        to="/sign-in"
        search={contact.includes('@') ? { email: contact } : {}}
        className={buttonClass({ size: 'lg', block: true })}
      >
        {t('recovery.toSignIn')}
      </Link>
    </AuthFrame>
  )
}
