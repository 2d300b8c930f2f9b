import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { OtpInput } from '../../ui/otp-input.tsx'

const codeLength = 6

type CodeFormProps = {
  label: string
  action: string
  pending: boolean
  /** What is wrong with the code that was sent. */
  problem: string | undefined
  onCode: (code: string) => void
  /** What stands in the field at first. */
  initial?: string | undefined
}

/** Six digits; the sixth sends them. To empty it after a refusal give it another `key`. */
export function CodeForm({ label, action, pending, problem, onCode, initial = '' }: CodeFormProps) {
  const { t } = useTranslation()
  const [code, setCode] = useState(initial)
  const [isShort, setShort] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  function send(typed: string) {
    setShort(typed.length < codeLength)
    if (typed.length === codeLength && !pending) onCode(typed)
  }

  function change(typed: string) {
    setCode(typed)
    setShort(false)
    if (typed.length === codeLength && typed !== code) send(typed)
  }

  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        send(code)
      }}
      className="flex flex-col gap-6"
    >
      <Field label={label} error={isShort ? t('consoleSignIn.second.codeShort') : problem}>
        <OtpInput ref={field} value={code} onValue={change} />
      </Field>
      <Button type="submit" size="lg" block pending={pending}>
        {action}
      </Button>
    </form>
  )
}
