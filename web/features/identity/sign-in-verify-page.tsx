import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useRouter, useSearch } from '@tanstack/react-router'
import { Clock, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FactorProof } from '../../../contract/api/factors.ts'
import { api } from '../../lib/api.ts'
import { showPasskey, stopAsking, troubleOf } from '../../lib/passkeys.ts'
import { codeOf, numberIn } from '../../lib/problem.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { FactorForm, type SentCode } from '../../ui/factor-form.tsx'
import { Skeleton } from '../../ui/layout.tsx'
import { ownPage } from './address.ts'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { forgetSecondStep, keepSecondStep, secondStepQuery, type SecondStep } from './second-step.ts'
import { enter } from './session.ts'
import { SignInProblem } from './sign-in-problem.tsx'
import { TestInboxHint } from '../../ui/test-inbox-hint.tsx'

/** Between the right password and the wallet: the second proof. Survives a reload, because the server knows it. */
export function SignInVerifyPage() {
  const { data: step, error, isPending } = useQuery(secondStepQuery)
  if (step) return <Verify step={step} />
  if (isPending) return <Waiting />
  if (codeOf(error) === 'not_signed_in') return <Over />
  return <Unknown error={error} />
}

function Verify({ step }: { step: SecondStep }) {
  const { t } = useTranslation()
  const [remember, setRemember] = useState(false)
  const send = useSend()
  const prove = useProve(remember)
  const passkey = usePasskey(prove.mutate)
  const wrong = codeOf(prove.error) === 'code_invalid'
  const left = numberIn(prove.error, 'attempts_left') ?? 0
  if (isOver(prove.error) || isOver(send.error) || isOver(passkey.error) || (wrong && left === 0))
    return <Over />
  const codeGone = codeOf(prove.error) === 'challenge_expired'
  const problem = codeGone ? t('factors.codeGone') : wrong ? t('factors.wrong', { count: left }) : undefined
  const byMail = step.methods.includes('email_code')
  return (
    <AuthFrame
      icon={<ShieldCheck />}
      title={t('secondStep.title')}
      intro={t(byMail ? 'secondStep.newDevice' : 'secondStep.twoSteps')}
      below={<AnotherAccount />}
    >
      {byMail ? <TestInboxHint email="" /> : null}
      {prove.error && problem === undefined ? (
        <SignInProblem error={prove.error} failedAt={prove.submittedAt} />
      ) : null}
      {send.error ? <ErrorState error={send.error} /> : null}
      <PasskeyProblem error={passkey.error} />
      <FactorForm
        methods={step.methods}
        destinations={step}
        sent={sentCode(step)}
        onSend={method => send.mutate(method)}
        sending={send.isPending}
        onProof={proof => prove.mutate(proof)}
        pending={prove.isPending || passkey.isPending}
        problem={problem}
        onPasskey={() => passkey.mutate()}
        action={t('secondStep.action')}
      >
        {step.remember_days === null ? null : (
          <Checkbox checked={remember} onChange={setRemember}>
            {t('secondStep.remember', { count: step.remember_days })}
            <span className="block text-muted">{t('secondStep.rememberHint')}</span>
          </Checkbox>
        )}
      </FactorForm>
    </AuthFrame>
  )
}

/** The half session has ended: too late, too many tries, or somewhere else. */
function isOver(error: unknown): boolean {
  return codeOf(error) === 'not_signed_in'
}

function useSend() {
  return useMutation({
    mutationFn: async (method: SentCode['method']) => await api('sendSignInCode', { body: { method } }),
    onSuccess: ({ second_factor }) => keepSecondStep(second_factor),
  })
}

function useProve(remember: boolean) {
  const router = useRouter()
  const { next } = useSearch({ from: '/public/sign-in/verify' })
  return useMutation({
    mutationFn: async (proof: FactorProof) =>
      await api('completeSignIn', { body: { proof, remember_device: remember } }),
    async onSuccess(answer) {
      enter(answer)
      await router.navigate({ href: ownPage(next), replace: true })
      forgetSecondStep()
    },
  })
}

function usePasskey(prove: (proof: FactorProof) => void) {
  return useMutation({
    async mutationFn() {
      await stopAsking()
      const { options } = await api('beginPasskeySecondStep', {})
      return await showPasskey(options)
    },
    onSuccess: assertion => prove({ method: 'passkey', assertion }),
  })
}

/** On this device's clock. The server's may be another, in the test edition by days, so no wait is over a minute. */
function sentCode({ code }: SecondStep): SentCode | null {
  if (!code) return null
  const waitMs = Math.min(Math.max(Date.parse(code.resend_at) - Date.now(), 0), 60_000)
  return { method: code.method, resendAt: Date.now() + waitMs }
}

function PasskeyProblem({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  const trouble = troubleOf(error)
  if (error === null || trouble === 'replaced') return null
  if (trouble === undefined) return <ErrorState error={error} />
  const text = trouble === 'closed' || trouble === 'unfit' ? trouble : 'broken'
  return (
    <Alert tone={trouble === 'closed' ? 'info' : 'warn'} live>
      {t(`passkeys.show.${text}`)}
    </Alert>
  )
}

/** Gives the sign-in up, so that a shared computer does not keep half of it. */
function AnotherAccount() {
  const { t } = useTranslation()
  const router = useRouter()
  const drop = useMutation({
    async mutationFn() {
      try {
        await api('dropSignIn', {})
      } catch (error) {
        // Over already, which is what was wanted.
        if (codeOf(error) !== 'not_signed_in') throw error
      }
    },
    async onSuccess() {
      await router.navigate({ to: '/sign-in', replace: true })
      forgetSecondStep()
    },
  })
  return (
    <>
      {drop.error ? <ErrorState error={drop.error} /> : null}
      <div>
        <Button variant="ghost" size="sm" pending={drop.isPending} onClick={() => drop.mutate()}>
          {t('secondStep.another')}
        </Button>
      </div>
    </>
  )
}

function Waiting() {
  const { t } = useTranslation()
  return (
    <AuthFrame icon={<ShieldCheck />} title={t('secondStep.title')}>
      <Skeleton className="h-14 rounded-lg" />
      <Skeleton className="h-13 rounded-lg" />
    </AuthFrame>
  )
}

function Over() {
  const { t } = useTranslation()
  const { next } = useSearch({ from: '/public/sign-in/verify' })
  return (
    <AuthFrame icon={<Clock />} title={t('secondStep.overTitle')} intro={t('secondStep.over')}>
      <Link
        to="/sign-in"
        search={next === undefined ? {} : { next }}
        className={buttonClass({ size: 'lg', block: true })}
        onClick={forgetSecondStep}
      >
        {t('secondStep.again')}
      </Link>
    </AuthFrame>
  )
}

function Unknown({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const { refetch } = useQuery(secondStepQuery)
  return (
    <AuthFrame icon={<ShieldCheck />} title={t('secondStep.title')}>
      <ErrorState error={error} onRetry={() => void refetch()} />
    </AuthFrame>
  )
}
