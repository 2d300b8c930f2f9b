import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { resendAllowedAt } from '../../lib/resend-wait.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Card } from '../../ui/layout.tsx'
import { OtpInput } from '../../ui/otp-input.tsx'
import { ResendButton } from '../../ui/resend-button.tsx'
import { TestInboxHint } from '../../ui/test-inbox-hint.tsx'
import { showToast } from '../../ui/toasts.ts'

type Change = Answer<'changeContact'>
type ConfirmContactProps = { change: Change; onChange: (change: Change) => Promise<void> }

const codeLength = 6

/** The code that was sent to the new address or number. */
export function ConfirmContact({ change, onChange }: ConfirmContactProps) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const confirm = useMutation({
    mutationFn: (typed: string) =>
      api('confirmContactChange', { params: { contact_change: change.id }, body: { code: typed } }),
    async onSuccess(done) {
      await onChange(done)
      const key = done.kind === 'email' ? 'profile.contact.doneEmail' : 'profile.contact.donePhone'
      showToast({ text: t(key, { to: done.new_value }) })
    },
    onError: () => setCode(''),
  })
  const problem = useProblem(confirm.error)
  return (
    <Card className="flex flex-col gap-5">
      <div>
        <h2 className="text-lg font-semibold">{t('profile.contact.codeTitle')}</h2>
        <p className="mt-1 text-muted">
          <Trans
            i18nKey="profile.contact.codeIntro"
            values={{ to: change.new_value }}
            components={{ strong: <strong className="wrap-anywhere text-ink" /> }}
          />
        </p>
      </div>
      <TestInboxHint email={change.kind === 'email' ? change.new_value : ''} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (code.length === codeLength && !confirm.isPending) confirm.mutate(code)
        }}
        className="flex flex-col gap-5"
      >
        <Field label={t('recovery.code')} error={problem}>
          <OtpInput
            ref={field}
            value={code}
            onValue={typed => {
              setCode(typed)
              if (typed.length === codeLength && typed !== code) confirm.mutate(typed)
            }}
          />
        </Field>
        {confirm.error && problem === undefined ? <ErrorState error={confirm.error} /> : null}
        <Button type="submit" size="lg" block pending={confirm.isPending}>
          {t('profile.contact.confirm')}
        </Button>
      </form>
      <Others change={change} onChange={onChange} onSent={() => confirm.reset()} />
    </Card>
  )
}

function useProblem(error: unknown): string | undefined {
  const { t } = useTranslation()
  const code = codeOf(error)
  if (code === 'code_invalid') return t('profile.contact.wrong')
  if (code === 'challenge_expired') return t('profile.contact.expired')
  return code === 'email_taken' ? t('profile.contact.taken') : undefined
}

/** Another code, or leaving everything as it is. */
function Others({ change, onChange, onSent }: ConfirmContactProps & { onSent: () => void }) {
  const { t } = useTranslation()
  const params = { contact_change: change.id }
  const resend = useMutation({
    mutationFn: () => api('resendContactCode', { params }),
    async onSuccess(again) {
      await onChange(again)
      onSent()
    },
  })
  const cancel = useMutation({
    mutationFn: () => api('cancelContactChange', { params }),
    onSuccess: onChange,
  })
  return (
    <div className="flex flex-col gap-3">
      <ResendButton
        allowedAt={change.resend_at === null ? null : resendAllowedAt(change.resend_at)}
        pending={resend.isPending}
        sent={resend.isSuccess}
        onResend={() => resend.mutate()}
        label={t('profile.contact.resend')}
        waitLabel={seconds => t('profile.contact.resendIn', { seconds })}
        sentText={t('profile.contact.resent')}
      />
      <Button variant="ghost" block pending={cancel.isPending} onClick={() => cancel.mutate()}>
        {t('profile.contact.cancel')}
      </Button>
      {(resend.error ?? cancel.error) ? <ErrorState error={resend.error ?? cancel.error} /> : null}
    </div>
  )
}
