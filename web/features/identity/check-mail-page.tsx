import { useMutation } from '@tanstack/react-query'
import { Link, useRouter, useSearch } from '@tanstack/react-router'
import { BadgeCheck, Clock, Mail } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf, numberIn } from '../../lib/problem.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { OtpInput } from '../../ui/otp-input.tsx'
import { AuthFrame, textLinkClass } from '../../ui/auth-frame.tsx'
import { ResendCode } from './resend-code.tsx'
import { enter } from './session.ts'
import { TestInboxHint } from '../../ui/test-inbox-hint.tsx'

const codeLength = 6

/** Where the code of the mail is entered; the address of this page holds all it needs, so it survives a reload. */
export function CheckMailPage() {
  const { t } = useTranslation()
  const { id, email } = useSearch({ from: '/public/check-mail' })
  const [code, setCode] = useState('')
  const [tooShort, setTooShort] = useState(false)
  const [over, setOver] = useState(id === '')
  const confirm = useConfirm(id, { onWrong: () => setCode('') })
  const problem = useCodeProblem(confirm.error)
  const field = useRef<HTMLInputElement>(null)
  // The only thing to do here; whoever comes back from the mail can paste at once.
  useEffect(() => field.current?.focus(), [])

  function submit(typed: string) {
    setTooShort(typed.length < codeLength)
    if (typed.length === codeLength && !confirm.isPending) confirm.mutate(typed)
  }

  function change(typed: string) {
    setCode(typed)
    setTooShort(false)
    // The last digit, typed or pasted, is the wish to go on.
    if (typed.length === codeLength && typed !== code) submit(typed)
  }

  if (codeOf(confirm.error) === 'email_taken') return <Over kind="done" email={email} />
  if (over || codeOf(confirm.error) === 'not_found') return <Over kind="gone" email={email} />
  return (
    <AuthFrame
      icon={<Mail />}
      title={t('identity.checkMail.title')}
      intro={<Intro email={email} />}
      below={<NothingCame />}
    >
      <TestInboxHint email={email} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          submit(code)
        }}
        className="flex flex-col gap-5"
      >
        <Field
          label={t('identity.checkMail.code')}
          error={tooShort ? t('identity.checkMail.codeShort') : problem}
        >
          <OtpInput ref={field} value={code} onValue={change} />
        </Field>
        {confirm.error && problem === undefined ? <ErrorState error={confirm.error} /> : null}
        <Button type="submit" size="lg" block pending={confirm.isPending}>
          {t('identity.checkMail.action')}
        </Button>
      </form>
      <ResendCode
        id={id}
        onSent={() => {
          setCode('')
          confirm.reset()
        }}
        onGone={() => setOver(true)}
      />
    </AuthFrame>
  )
}

function useConfirm(id: string, { onWrong }: { onWrong: () => void }) {
  const router = useRouter()
  return useMutation({
    mutationFn: (code: string) => api('confirmEmail', { params: { verification: id }, body: { code } }),
    async onSuccess(answer) {
      enter(answer)
      // The last step: the number. It may be put off, and is offered on the first page until it is done.
      await router.navigate({ to: '/app/verify-phone', replace: true })
    },
    onError(error) {
      if (codeOf(error) === 'code_invalid' || codeOf(error) === 'challenge_expired') onWrong()
    },
  })
}

/** What is wrong with the code, to stand at its field; undefined for what has nothing to do with it. */
function useCodeProblem(error: unknown): string | undefined {
  const { t } = useTranslation()
  if (codeOf(error) === 'challenge_expired') return t('identity.checkMail.expired')
  if (codeOf(error) !== 'code_invalid') return undefined
  const count = numberIn(error, 'attempts_left') ?? 0
  return count === 0 ? t('identity.checkMail.tooMany') : t('identity.checkMail.wrong', { count })
}

function Intro({ email }: { email: string }) {
  const { t } = useTranslation()
  if (email === '') return t('identity.checkMail.introNoAddress')
  return (
    <Trans
      i18nKey="identity.checkMail.intro"
      values={{ email }}
      components={{ strong: <strong className="wrap-anywhere font-semibold text-ink" /> }}
    />
  )
}

function NothingCame() {
  const { t } = useTranslation()
  return (
    <>
      <p>
        <strong className="font-semibold text-ink">{t('identity.checkMail.nothingCame')}</strong>{' '}
        {t('identity.checkMail.nothingCameText')}
      </p>
      <p>
        <Link to="/register" className={textLinkClass}>
          {t('identity.checkMail.change')}
        </Link>
      </p>
    </>
  )
}

function Over({ kind, email }: { kind: 'done' | 'gone'; email: string }) {
  const { t } = useTranslation()
  const look = buttonClass({ size: 'lg', block: true })
  return (
    <AuthFrame
      icon={kind === 'done' ? <BadgeCheck /> : <Clock />}
      title={t(`identity.checkMail.${kind}Title`)}
      intro={t(`identity.checkMail.${kind}`)}
    >
      {kind === 'done' ? (
        <Link to="/sign-in" search={email === '' ? {} : { email }} className={look}>
          {t('identity.signIn.action')}
        </Link>
      ) : (
        <Link to="/register" className={look}>
          {t('identity.signIn.register')}
        </Link>
      )}
    </AuthFrame>
  )
}
