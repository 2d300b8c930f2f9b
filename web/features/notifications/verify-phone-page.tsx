import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BadgeCheck, FlaskConical, MessageSquareText, Smartphone } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { meQuery, metaQuery, queryClient } from '../../lib/queries.ts'
import { useCountdown } from '../../lib/use-countdown.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { OtpInput } from '../../ui/otp-input.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Stepper } from '../../ui/stepper.tsx'

const codeLength = 6
/** The server's clock may be another; a wait that cannot be is cut short, and asking too early costs nothing. */
const longestWaitMs = 60_000

/** The last step of a registration, taken up from any device whenever the customer likes. */
export function VerifyPhonePage() {
  const { t } = useTranslation()
  const { data: me, error, refetch } = useQuery(meQuery)
  return (
    <Narrow>
      <PageHeader title={t('phone.title')} />
      {me?.phone_verified === false ? (
        <Stepper
          steps={[t('phone.steps.details'), t('phone.steps.email'), t('phone.steps.phone')]}
          current={2}
        />
      ) : null}
      {me ? (
        me.phone_verified ? (
          <Done phone={me.phone} />
        ) : (
          <Prove phone={me.phone} />
        )
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Card flush>
          <SkeletonRows rows={2} />
        </Card>
      )}
    </Narrow>
  )
}

type Asked = { answer: Answer<'startPhoneVerification'>; allowedAt: number }

function Prove({ phone }: { phone: string }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked>()
  const ask = useMutation({
    mutationFn: () => api('startPhoneVerification', {}),
    onSuccess(answer) {
      const waitMs = Math.min(Math.max(Date.parse(answer.resend_at) - Date.now(), 0), longestWaitMs)
      setAsked({ answer, allowedAt: Date.now() + waitMs })
    },
    onError: forgetIfDone,
  })
  return (
    <Card className="flex flex-col gap-6">
      <div className="flex items-start gap-4">
        <span
          aria-hidden
          className="grid size-12 shrink-0 place-items-center rounded-2xl bg-brand-soft text-brand-text"
        >
          {asked ? <MessageSquareText className="size-6" /> : <Smartphone className="size-6" />}
        </span>
        <p className="min-w-0 text-muted">
          <Trans
            i18nKey={asked ? 'phone.sent' : 'phone.intro'}
            values={{ phone }}
            components={{ strong: <bdi dir="ltr" className="font-semibold whitespace-nowrap text-ink" /> }}
          />
        </p>
      </div>
      {asked ? (
        <>
          <TestInboxHint phone={phone} />
          <EnterCode />
          <AskAgain allowedAt={asked.allowedAt} pending={ask.isPending} onAsk={() => ask.mutate()} />
        </>
      ) : (
        <Button size="lg" block pending={ask.isPending} onClick={() => ask.mutate()}>
          {t('phone.send')}
        </Button>
      )}
      {ask.error ? <ErrorState error={ask.error} /> : null}
      <p className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 text-sm text-muted">
        <span>
          {t('phone.wrongNumber')}{' '}
          <Link
            to="/app/profile"
            className="font-semibold text-brand-text underline-offset-4 hover:underline"
          >
            {t('phone.change')}
          </Link>
        </span>
        <Link to="/app" className="font-semibold text-brand-text underline-offset-4 hover:underline">
          {t('phone.later')}
        </Link>
      </p>
    </Card>
  )
}

function EnterCode() {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [tooShort, setTooShort] = useState(false)
  const confirm = useMutation({
    mutationFn: (typed: string) => api('confirmPhone', { body: { code: typed } }),
    onSuccess: me => queryClient.setQueryData(meQuery.queryKey, me),
    onError(error) {
      setCode('')
      forgetIfDone(error)
    },
  })
  const problem = problemOf(confirm.error)
  const field = useRef<HTMLInputElement>(null)
  // The one thing to do once the message has been sent.
  useEffect(() => field.current?.focus(), [])

  function submit(typed: string) {
    setTooShort(typed.length < codeLength)
    if (typed.length === codeLength && !confirm.isPending) confirm.mutate(typed)
  }

  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        submit(code)
      }}
      className="flex flex-col gap-5"
    >
      <Field
        label={t('phone.code')}
        error={tooShort ? t('phone.codeShort') : problem && t(`phone.${problem}`)}
      >
        <OtpInput
          value={code}
          ref={field}
          onValue={typed => {
            setCode(typed)
            setTooShort(false)
            if (typed.length === codeLength && typed !== code) submit(typed)
          }}
        />
      </Field>
      {confirm.error && problem === undefined ? <ErrorState error={confirm.error} /> : null}
      <Button type="submit" size="lg" block pending={confirm.isPending}>
        {t('phone.confirm')}
      </Button>
    </form>
  )
}

function problemOf(error: unknown): 'wrong' | 'expired' | undefined {
  if (codeOf(error) === 'code_invalid') return 'wrong'
  return codeOf(error) === 'challenge_expired' ? 'expired' : undefined
}

/** Proved meanwhile, perhaps on another device: what we know of the customer is asked for anew. */
function forgetIfDone(error: unknown): void {
  if (codeOf(error) === 'transition_not_allowed')
    void queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
}

function AskAgain({ allowedAt, pending, onAsk }: { allowedAt: number; pending: boolean; onAsk: () => void }) {
  const { t } = useTranslation()
  const seconds = useCountdown(allowedAt)
  return (
    <Button variant="secondary" block disabled={seconds > 0} pending={pending} onClick={onAsk}>
      {seconds > 0 ? (
        <span className="tabular-nums">{t('phone.sendAgainIn', { seconds })}</span>
      ) : (
        t('phone.sendAgain')
      )}
    </Button>
  )
}

/** Where the text messages of the test edition are; nothing in the live edition. */
function TestInboxHint({ phone }: { phone: string }) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  if (meta?.edition !== 'test') return null
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-dashed border-control/60 p-4 text-sm">
      <FlaskConical aria-hidden className="size-4.5 shrink-0 text-muted" />
      <p className="min-w-0 flex-1 basis-48 text-muted">{t('phone.testInboxText')}</p>
      <Link
        to="/inbox"
        search={{ kind: 'sms', to: phone }}
        target="_blank"
        className="font-semibold text-brand-text underline-offset-4 hover:underline"
      >
        {t('phone.testInbox')}
      </Link>
    </div>
  )
}

function Done({ phone }: { phone: string }) {
  const { t } = useTranslation()
  return (
    <Card className="flex flex-col items-center gap-4 py-10 text-center">
      <span aria-hidden className="grid size-14 place-items-center rounded-2xl bg-ok-soft text-ok">
        <BadgeCheck className="size-7" />
      </span>
      <div role="status">
        <h2 className="text-lg font-semibold">{t('phone.doneTitle')}</h2>
        <p className="mt-1 text-sm text-muted">
          <Trans
            i18nKey="phone.done"
            values={{ phone }}
            components={{ strong: <bdi dir="ltr" className="font-semibold text-ink" /> }}
          />
        </p>
      </div>
      <Link to="/app" className={buttonClass({ size: 'lg' })}>
        {t('phone.toWallet')}
      </Link>
    </Card>
  )
}
