import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { metaQuery } from '../../lib/queries.ts'
import { buttonClass } from '../../ui/button-class.ts'

/** What to do after "this was not me", in order. Signed out, the way to a new password leads over the recovery. */
export function NextSteps({ liftableFrom, signedIn }: { liftableFrom: string | null; signedIn: boolean }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: meta } = useQuery(metaQuery)
  const email = meta?.operator.support_email ?? ''
  return (
    <ol className="flex flex-col gap-5">
      <Step
        n={1}
        title={t('security.notMe.next.password.title')}
        text={t('security.notMe.next.password.text')}
      >
        <StepLink to={signedIn ? '/app/profile/password' : '/recover'}>
          {t('security.notMe.next.password.action')}
        </StepLink>
      </Step>
      <Step
        n={2}
        title={t('security.notMe.next.mailbox.title')}
        text={t('security.notMe.next.mailbox.text')}
      />
      <Step
        n={3}
        title={t('security.notMe.next.secondStep.title')}
        text={t('security.notMe.next.secondStep.text')}
      >
        {signedIn ? (
          <StepLink to="/app/security">{t('security.notMe.next.secondStep.action')}</StepLink>
        ) : null}
      </Step>
      <Step
        n={4}
        title={t('security.notMe.next.payments.title')}
        text={t('security.notMe.next.payments.text')}
      >
        {signedIn ? (
          <StepLink to="/app/transactions">{t('security.notMe.next.payments.action')}</StepLink>
        ) : null}
      </Step>
      <Step
        n={5}
        title={t('security.notMe.next.support.title')}
        text={t('security.notMe.next.support.text', { email })}
      />
      {liftableFrom === null ? null : (
        <Step
          n={6}
          title={t('security.notMe.next.unfreeze.title')}
          text={t('security.notMe.next.unfreeze.text', { at: formatTime(liftableFrom, language) })}
        />
      )}
    </ol>
  )
}

function Step({
  n,
  title,
  text,
  children,
}: {
  n: number
  title: string
  text: string
  children?: ReactNode
}) {
  return (
    <li className="flex gap-4">
      <span
        aria-hidden
        className="grid size-8 shrink-0 place-items-center rounded-full bg-brand-soft font-semibold text-brand-text tabular-nums"
      >
        {n}
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="pt-1 font-semibold">{title}</h2>
        <p className="mt-0.5 text-sm wrap-anywhere text-muted">{text}</p>
        {children ? <div className="mt-2.5">{children}</div> : null}
      </div>
    </li>
  )
}

type Place = '/app/profile/password' | '/app/security' | '/app/transactions' | '/recover'

function StepLink({ to, children }: { to: Place; children: ReactNode }) {
  return (
    <Link to={to} className={buttonClass({ variant: 'secondary', size: 'sm' })}>
      {children}
    </Link>
  )
}
