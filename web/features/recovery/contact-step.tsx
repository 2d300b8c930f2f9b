import { useMutation } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { KeyRound, Mail, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf, fieldProblem } from '../../lib/problem.ts'
import { Alert } from '../../ui/alert.tsx'
import { AuthFrame, textLinkClass } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { SegmentedControl } from '../../ui/choice.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { PhoneInput } from '../../ui/phone-input.tsx'
import { Stepper } from '../../ui/stepper.tsx'

type Way = 'email' | 'sms'

/** Where the code goes. Whether anybody has that address is not said, here or on the next screen. */
export function ContactStep({ contact }: { contact: string }) {
  const { t } = useTranslation()
  const router = useRouter()
  const [way, setWay] = useState<Way>(contact.startsWith('+') ? 'sms' : 'email')
  const [typed, setTyped] = useState({
    email: contact.includes('@') ? contact : '',
    sms: contact.startsWith('+') ? contact : '',
  })
  const [empty, setEmpty] = useState(false)
  const start = useMutation({
    mutationFn: (to: string) => api('startRecovery', { body: { contact: to } }),
    onSuccess: ({ id, contact: to, resend_at }) =>
      router.navigate({ to: '/recover', search: { id, contact: to, resend: resend_at } }),
  })
  const emptyProblem = way === 'email' ? t('identity.problem.emailEmpty') : t('identity.problem.phoneEmpty')
  const problem = empty ? emptyProblem : fieldProblem(start.error, 'contact')

  function submit() {
    const to = typed[way].trim()
    setEmpty(to.length < 3)
    if (to.length >= 3) start.mutate(to)
  }

  function change(text: string) {
    setTyped({ ...typed, [way]: text })
    setEmpty(false)
    if (start.isError) start.reset()
  }

  return (
    <AuthFrame
      icon={<KeyRound />}
      title={t('recovery.title')}
      intro={t('recovery.intro')}
      below={<Remembered />}
    >
      <RecoverySteps current={0} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
        className="flex flex-col gap-5"
      >
        <SegmentedControl
          label={t('recovery.by')}
          value={way}
          options={[
            { value: 'email', label: t('recovery.byEmail'), icon: <Mail aria-hidden className="size-4" /> },
            { value: 'sms', label: t('recovery.bySms'), icon: <Smartphone aria-hidden className="size-4" /> },
          ]}
          onChange={next => {
            setWay(next)
            setEmpty(false)
            start.reset()
          }}
        />
        <ContactField way={way} typed={typed[way]} onType={change} problem={problem} />
        {start.error && problem === undefined ? <ErrorState error={start.error} /> : null}
        {codeOf(start.error) === 'rate_limited' ? <Alert tone="info">{t('recovery.tooMany')}</Alert> : null}
        <Button type="submit" size="lg" block pending={start.isPending}>
          {t('recovery.send')}
        </Button>
      </form>
    </AuthFrame>
  )
}

type ContactFieldProps = {
  way: Way
  typed: string
  onType: (text: string) => void
  problem: string | undefined
}

function ContactField({ way, typed, onType, problem }: ContactFieldProps) {
  const { t } = useTranslation()
  if (way === 'sms')
    return (
      <Field label={t('identity.phone')} hint={t('recovery.phoneHint')} error={problem}>
        <PhoneInput initial={typed} onValue={onType} />
      </Field>
    )
  return (
    <Field label={t('identity.email')} error={problem}>
      <Input
        value={typed}
        onChange={event => onType(event.target.value)}
        type="email"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
      />
    </Field>
  )
}

export function RecoverySteps({ current }: { current: number }) {
  const { t } = useTranslation()
  const steps = [t('recovery.steps.contact'), t('recovery.steps.code'), t('recovery.steps.password')]
  return (
    <div className="-mb-6">
      <Stepper steps={steps} current={current} />
    </div>
  )
}

function Remembered() {
  const { t } = useTranslation()
  return (
    <p>
      {t('recovery.remembered')}{' '}
      <Link to="/sign-in" className={textLinkClass}>
        {t('recovery.toSignIn')}
      </Link>
    </p>
  )
}
