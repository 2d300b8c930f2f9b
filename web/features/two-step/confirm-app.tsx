import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeOf } from '../../lib/problem.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { OtpInput } from '../../ui/otp-input.tsx'

type ConfirmAppProps = {
  onCode: (code: string) => void
  pending: boolean
  /** Tries left after a wrong code, else null. */
  wrong: number | null
  error: Error | null
  onAgain: () => void
}

const codeLength = 6

export function ConfirmApp({ onCode, pending, wrong, error, onAgain }: ConfirmAppProps) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [tooShort, setTooShort] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  function submit(typed: string) {
    setTooShort(typed.length < codeLength)
    if (typed.length === codeLength && !pending) onCode(typed)
  }

  function change(typed: string) {
    setCode(typed)
    setTooShort(false)
    if (typed.length === codeLength && typed !== code) submit(typed)
  }

  // What was wrong is not typed over digit by digit.
  const [seen, setSeen] = useState(wrong)
  if (seen !== wrong) {
    setSeen(wrong)
    setCode('')
  }

  if (wrong === 0 || codeOf(error) === 'challenge_expired')
    return (
      <Alert
        tone="warn"
        live
        title={t('twoStep.app.confirm.overTitle')}
        action={
          <Button variant="secondary" size="sm" onClick={onAgain}>
            {t('twoStep.app.confirm.again')}
          </Button>
        }
      >
        {t('twoStep.app.confirm.over')}
      </Alert>
    )
  const problem = tooShort
    ? t('factors.codeShort')
    : wrong === null
      ? undefined
      : t('twoStep.app.confirm.wrong', { count: wrong })
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        submit(code)
      }}
      className="flex flex-col gap-6"
    >
      <Field label={t('factors.code')} error={problem}>
        <OtpInput ref={field} value={code} onValue={change} />
      </Field>
      {error && wrong === null ? <ErrorState error={error} /> : null}
      <Button type="submit" size="lg" block pending={pending}>
        {t('twoStep.app.confirm.action')}
      </Button>
    </form>
  )
}
