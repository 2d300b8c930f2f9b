import { KeyRound, LifeBuoy, Mail, MessageSquareText, Smartphone, type LucideIcon } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FactorMethod, FactorProof } from '../../contract/api/factors.ts'
import { useCountdown } from '../lib/use-countdown.ts'
import { Button } from './button.tsx'
import { Field, Input } from './field.tsx'
import { OtpInput } from './otp-input.tsx'

export type SentCode = { method: 'email_code' | 'sms_code'; resendAt: number }

export type FactorFormProps = {
  /** What is accepted, the best first. */
  methods: readonly FactorMethod[]
  /** Masked, as people recognise them. */
  destinations: { email: string; phone: string | null }
  /** The code on its way; `resendAt` on this device's clock. */
  sent: SentCode | null
  onSend: (method: SentCode['method']) => void
  sending: boolean
  onProof: (proof: FactorProof) => void
  pending: boolean
  /** What is wrong with what was entered; it empties the field. */
  problem: string | undefined
  /** Asks the browser for a passkey and gives its answer to `onProof`. */
  onPasskey: () => void
  action: string
  /** Between the field and the button. */
  children?: ReactNode
}

const icons: Record<FactorMethod, LucideIcon> = {
  passkey: KeyRound,
  totp: Smartphone,
  recovery_code: LifeBuoy,
  email_code: Mail,
  sms_code: MessageSquareText,
}

/** One proof by one method, and the other ways there are. Its texts are in the part `security`. */
export function FactorForm(props: FactorFormProps) {
  const { t } = useTranslation()
  const { methods, onSend, sent } = props
  const [chosen, setChosen] = useState<FactorMethod>()
  const method = chosen ?? sent?.method ?? methods[0]
  const others = methods.filter(other => other !== method)

  function choose(other: FactorMethod) {
    setChosen(other)
    // Choosing codes is the wish to get one; a code that is on its way already is not sent again.
    if ((other === 'email_code' || other === 'sms_code') && sent?.method !== other) onSend(other)
  }

  if (method === undefined) return null
  return (
    <div className="flex flex-col gap-6">
      {method === 'passkey' ? <PasskeyEntry {...props} /> : null}
      {method === 'recovery_code' ? <RecoveryEntry key={method} {...props} /> : null}
      {method === 'totp' || method === 'email_code' || method === 'sms_code' ? (
        <CodeEntry key={method} {...props} method={method} />
      ) : null}
      {others.length > 0 ? (
        <div className="flex flex-col gap-2 border-t border-line pt-5">
          <h2 className="text-sm font-semibold text-muted">{t('factors.otherWays')}</h2>
          {others.map(other => {
            const Icon = icons[other]
            return (
              <Button key={other} variant="secondary" block onClick={() => choose(other)}>
                <Icon aria-hidden className="size-4.5 text-muted" />
                {t(`factors.way.${other}`)}
              </Button>
            )
          })}
        </div>
      ) : null}
    </div>
  )
}

const codeLength = 6

function CodeEntry(props: FactorFormProps & { method: 'totp' | 'email_code' | 'sms_code' }) {
  const { t } = useTranslation()
  const { method, destinations, onProof, pending, problem, action, children } = props
  const [code, setCode] = useState('')
  const [tooShort, setTooShort] = useState(false)
  const field = useFocus()
  useEmptied(problem, () => setCode(''))

  function submit(typed: string) {
    setTooShort(typed.length < codeLength)
    if (typed.length === codeLength && !pending) onProof({ method, code: typed })
  }

  function change(typed: string) {
    setCode(typed)
    setTooShort(false)
    // The last digit, typed or pasted, is the wish to go on.
    if (typed.length === codeLength && typed !== code) submit(typed)
  }

  const to = method === 'email_code' ? destinations.email : (destinations.phone ?? '')
  return (
    <>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          submit(code)
        }}
        className="flex flex-col gap-5"
      >
        <p className="text-muted">{t(`factors.ask.${method}`, { to })}</p>
        <Field label={t('factors.code')} error={tooShort ? t('factors.codeShort') : problem}>
          <OtpInput ref={field} value={code} onValue={change} />
        </Field>
        {children}
        <Button type="submit" size="lg" block pending={pending}>
          {action}
        </Button>
      </form>
      {method === 'totp' ? null : <SendAgain {...props} method={method} />}
    </>
  )
}

function SendAgain({ method, sent, onSend, sending }: FactorFormProps & { method: SentCode['method'] }) {
  const { t } = useTranslation()
  const seconds = useCountdown(sent?.method === method ? sent.resendAt : null)
  return (
    <Button
      variant="secondary"
      block
      disabled={seconds > 0}
      pending={sending}
      onClick={() => onSend(method)}
      className="-mt-3"
    >
      {seconds > 0 ? (
        <span className="tabular-nums">{t('factors.sendIn', { seconds })}</span>
      ) : (
        t('factors.send')
      )}
    </Button>
  )
}

function RecoveryEntry({ onProof, pending, problem, action, children }: FactorFormProps) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [empty, setEmpty] = useState(false)
  const field = useFocus()
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        const typed = code.trim()
        setEmpty(typed.length < shortestRecoveryCode)
        if (typed.length >= shortestRecoveryCode && !pending)
          onProof({ method: 'recovery_code', code: typed })
      }}
      className="flex flex-col gap-5"
    >
      <p className="text-muted">{t('factors.ask.recovery_code')}</p>
      <Field
        label={t('factors.recoveryCode')}
        hint={t('factors.recoveryHint')}
        error={empty ? t('factors.recoveryShort') : problem}
      >
        <Input
          ref={field}
          value={code}
          onChange={event => {
            setCode(event.target.value)
            setEmpty(false)
          }}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          dir="ltr"
          maxLength={40}
          placeholder="4x9k-p2mn-7c3d"
          className="font-mono tracking-wide"
        />
      </Field>
      {children}
      <Button type="submit" size="lg" block pending={pending}>
        {action}
      </Button>
    </form>
  )
}

/** Twelve characters; the dashes between them may be left out. */
const shortestRecoveryCode = 12

function PasskeyEntry({ onPasskey, pending, children }: FactorFormProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-5">
      <p className="text-muted">{t('factors.ask.passkey')}</p>
      {children}
      <Button size="lg" block pending={pending} onClick={onPasskey}>
        <KeyRound aria-hidden className="size-4.5" />
        {t('factors.way.passkey')}
      </Button>
    </div>
  )
}

/** The only thing to do here; whoever comes back from the mail or the app can type at once. */
function useFocus() {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return field
}

/** What was wrong is not typed over digit by digit. */
function useEmptied(problem: string | undefined, empty: () => void) {
  const [seen, setSeen] = useState(problem)
  if (seen === problem) return
  setSeen(problem)
  if (problem !== undefined) empty()
}
