import { useMutation } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Mail, Smartphone } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { resendAllowedAt } from '../../lib/resend-wait.ts'
import { Alert } from '../../ui/alert.tsx'
import { AuthFrame, textLinkClass } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { OtpInput } from '../../ui/otp-input.tsx'
import { ResendButton } from '../../ui/resend-button.tsx'
import { TestInboxHint } from '../../ui/test-inbox-hint.tsx'
import { RecoverySteps } from './contact-step.tsx'
import { isOver, type Proved } from './recovery.ts'

const codeLength = 6

type CodeStepProps = {
  id: string
  contact: string
  onProved: (proved: Proved) => void
  onOver: () => void
}

export function CodeStep({ id, contact, onProved, onOver }: CodeStepProps) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [tooShort, setTooShort] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  // The only thing to do here; whoever comes back from the mail can paste at once.
  useEffect(() => field.current?.focus(), [])
  const prove = useMutation({
    mutationFn: (typed: string) => api('proveRecovery', { params: { recovery: id }, body: { code: typed } }),
    onSuccess: onProved,
    onError(error) {
      setCode('')
      if (isOver(error)) onOver()
    },
  })

  function submit(typed: string) {
    setTooShort(typed.length < codeLength)
    if (typed.length === codeLength && !prove.isPending) prove.mutate(typed)
  }

  const wrong = codeOf(prove.error) === 'code_invalid'
  const byMail = contact.includes('@')
  return (
    <AuthFrame
      icon={byMail ? <Mail /> : <Smartphone />}
      title={t('recovery.codeTitle')}
      intro={
        <Trans
          i18nKey="recovery.codeIntro"
          values={{ contact }}
          components={{ strong: <strong className="wrap-anywhere font-semibold text-ink" /> }}
        />
      }
      below={<NothingCame />}
    >
      <RecoverySteps current={1} />
      <TestInboxHint email={byMail ? contact : ''} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          submit(code)
        }}
        className="flex flex-col gap-5"
      >
        <Field
          label={t('recovery.code')}
          error={tooShort ? t('recovery.codeShort') : wrong ? t('recovery.codeWrong') : undefined}
        >
          <OtpInput
            ref={field}
            value={code}
            onValue={typed => {
              setCode(typed)
              setTooShort(false)
              // The last digit, typed or pasted, is the wish to go on.
              if (typed.length === codeLength && typed !== code) submit(typed)
            }}
          />
        </Field>
        {prove.error && !wrong && !isOver(prove.error) ? <ErrorState error={prove.error} /> : null}
        <Button type="submit" size="lg" block pending={prove.isPending}>
          {t('recovery.confirm')}
        </Button>
      </form>
      <Resend id={id} onSent={() => prove.reset()} onOver={onOver} />
    </AuthFrame>
  )
}

function Resend({ id, onSent, onOver }: { id: string; onSent: () => void; onOver: () => void }) {
  const { t } = useTranslation()
  const { resend } = useSearch({ from: '/public/recover' })
  const [allowedAt, setAllowedAt] = useState(() => (resend === undefined ? null : resendAllowedAt(resend)))
  const again = useMutation({
    mutationFn: () => api('resendRecoveryCode', { params: { recovery: id } }),
    onSuccess({ resend_at }) {
      setAllowedAt(resendAllowedAt(resend_at))
      onSent()
    },
    onError(error) {
      if (isOver(error)) onOver()
    },
  })
  return (
    <>
      <ResendButton
        allowedAt={allowedAt}
        pending={again.isPending}
        sent={again.isSuccess}
        onResend={() => again.mutate()}
        label={t('recovery.resend')}
        waitLabel={seconds => t('recovery.resendIn', { seconds })}
        sentText={t('recovery.resent')}
      />
      {again.error && !isOver(again.error) ? <ErrorState error={again.error} /> : null}
      {codeOf(again.error) === 'rate_limited' ? <Alert tone="info">{t('recovery.tooMany')}</Alert> : null}
    </>
  )
}

function NothingCame() {
  const { t } = useTranslation()
  return (
    <>
      <p>
        <strong className="font-semibold text-ink">{t('recovery.nothingCame')}</strong>{' '}
        {t('recovery.nothingCameText')}
      </p>
      <p>
        <Link to="/recover" search={{}} className={textLinkClass}>
          {t('recovery.startOver')}
        </Link>
      </p>
    </>
  )
}
