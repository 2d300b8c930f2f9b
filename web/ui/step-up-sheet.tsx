import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FactorProof } from '../../contract/api/factors.ts'
import { api } from '../lib/api.ts'
import { showPasskey, troubleOf } from '../lib/passkeys.ts'
import { ApiProblem, codeOf } from '../lib/problem.ts'
import { metaQuery } from '../lib/queries.ts'
import type { Challenge, StepUpOutcome } from '../lib/step-up.ts'
import { useCountdown } from '../lib/use-countdown.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'
import { ErrorState } from './error-state.tsx'
import { FactorForm, type SentCode } from './factor-form.tsx'
import { Sheet } from './sheet.tsx'
import { StepUpFacts } from './step-up-facts.tsx'

type StepUpSheetProps = { challenge: Challenge; settle: (outcome: StepUpOutcome) => void }

/**
 * What the server is about to do, as the server has it, and the proof it wants for exactly that. Nothing on it comes
 * from the page that asked, so a page that was tampered with cannot make somebody confirm something else.
 */
export function StepUpSheet({ challenge, settle }: StepUpSheetProps) {
  const { t } = useTranslation()
  const idle = useIdle(challenge)
  const prove = useProve(challenge, { onPassed: () => settle('passed'), onTried: idle.touch })
  const end = endOf(prove.error, idle.seconds)
  return (
    <Sheet
      title={t(`stepUp.title.${challenge.operation}`)}
      description={end ? undefined : t('stepUp.intro')}
      onClose={() => settle('canceled')}
      footer={end ? <Again settle={settle} /> : undefined}
    >
      <div className="flex flex-col gap-5">
        <StepUpFacts challenge={challenge} />
        {end ? (
          <Alert tone="warn" live title={t(`stepUp.${end}.title`)}>
            {t(`stepUp.${end}.text`)}
          </Alert>
        ) : (
          <>
            <Proof challenge={challenge} prove={prove} onActive={idle.touch} />
            {idle.seconds <= soonSeconds ? (
              <p role="timer" className="text-center text-sm text-muted tabular-nums">
                {t('stepUp.endsIn', { seconds: idle.seconds })}
              </p>
            ) : null}
            <p className="text-sm text-muted">{t('stepUp.notYou')}</p>
          </>
        )}
      </div>
    </Sheet>
  )
}

/** From then on one sees how long is left. */
const soonSeconds = 60

type Proving = ReturnType<typeof useProve>

function useProve({ id }: Challenge, { onPassed, onTried }: { onPassed: () => void; onTried: () => void }) {
  return useMutation({
    mutationFn: (proof: FactorProof) => api('passChallenge', { params: { challenge: id }, body: { proof } }),
    onSuccess: onPassed,
    onError: onTried,
  })
}

function Proof({
  challenge,
  prove,
  onActive,
}: {
  challenge: Challenge
  prove: Proving
  onActive: () => void
}) {
  const { t } = useTranslation()
  const { sent, send } = useSend(challenge, onActive)
  const passkey = usePasskey(challenge, prove.mutate)
  const wrong = codeOf(prove.error) === 'step_up_failed'
  return (
    <>
      {prove.error && !wrong ? <ErrorState error={prove.error} /> : null}
      {send.error ? <ErrorState error={send.error} /> : null}
      <PasskeyProblem error={passkey.error} />
      <TestInbox shown={sent !== null} />
      <FactorForm
        methods={challenge.methods}
        destinations={challenge.destinations}
        sent={sent}
        onSend={method => send.mutate(method)}
        sending={send.isPending}
        onProof={proof => prove.mutate(proof)}
        pending={prove.isPending || prove.isSuccess || passkey.isPending}
        problem={wrong ? t('factors.wrong', { count: attemptsLeft(prove.error) }) : undefined}
        onPasskey={() => passkey.mutate()}
        action={t('stepUp.action')}
      />
    </>
  )
}

/** Whoever can only get a code by mail gets it at once: the sheet was asked for by a press of theirs. */
function useSend({ id, methods }: Challenge, onActive: () => void) {
  const [sent, setSent] = useState<SentCode | null>(null)
  const send = useMutation({
    mutationFn: async (method: SentCode['method']) => {
      const channel = method === 'email_code' ? ('email' as const) : ('sms' as const)
      const { resend_at } = await api('sendChallengeCode', { params: { challenge: id }, body: { channel } })
      return { method, resend_at }
    },
    onSuccess({ method, resend_at }) {
      // On this device's clock; the server's may be another, so no wait is longer than a minute.
      const waitMs = Math.min(Math.max(Date.parse(resend_at) - Date.now(), 0), 60_000)
      setSent({ method, resendAt: Date.now() + waitMs })
      onActive()
    },
  })
  const { mutate } = send
  const byMail = methods[0] === 'email_code'
  useEffect(() => {
    if (byMail) mutate('email_code')
  }, [byMail, mutate])
  return { sent, send }
}

function usePasskey({ id }: Challenge, prove: (proof: FactorProof) => void) {
  return useMutation({
    async mutationFn() {
      const { options } = await api('beginPasskeyStepUp', { params: { challenge: id } })
      return await showPasskey(options)
    },
    onSuccess: assertion => prove({ method: 'passkey', assertion }),
  })
}

/**
 * How long the challenge has, by this device's clock: as long as the server gave it when it was made, anew with
 * everything one does. Only the server decides; this says when it is no use to go on.
 */
function useIdle({ created_at, expires_at }: Challenge) {
  const idleMs = Date.parse(expires_at) - Date.parse(created_at)
  const [endsAt, setEndsAt] = useState(() => Date.now() + idleMs)
  return { seconds: useCountdown(endsAt), touch: () => setEndsAt(Date.now() + idleMs) }
}

function endOf(error: unknown, secondsLeft: number): 'failed' | 'expired' | undefined {
  const code = codeOf(error)
  if (code === 'step_up_failed' && attemptsLeft(error) === 0) return 'failed'
  const gone = code === 'challenge_expired' || code === 'not_found'
  return gone || secondsLeft === 0 ? 'expired' : undefined
}

function attemptsLeft(error: unknown): number {
  const left = error instanceof ApiProblem ? error.problem.details?.['attempts_left'] : undefined
  return typeof left === 'number' ? left : 0
}

function Again({ settle }: Pick<StepUpSheetProps, 'settle'>) {
  const { t } = useTranslation()
  return (
    <>
      <Button onClick={() => settle('again')}>{t('stepUp.again')}</Button>
      <Button variant="secondary" onClick={() => settle('canceled')}>
        {t('ui.cancel')}
      </Button>
    </>
  )
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

/** The rest of the page cannot be reached from here, so the way to the test edition's mails is here too. */
function TestInbox({ shown }: { shown: boolean }) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  if (!shown || meta?.edition !== 'test') return null
  return (
    <p className="text-sm text-muted">
      {t('identity.checkMail.testInboxText')}{' '}
      <Link
        to="/inbox"
        target="_blank"
        className="font-semibold text-brand-text underline-offset-4 hover:underline"
      >
        {t('identity.checkMail.testInbox')}
      </Link>
    </p>
  )
}
