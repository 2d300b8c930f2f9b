import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf, numberIn } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { showToast } from '../../ui/toasts.ts'
import { ConfirmApp } from './confirm-app.tsx'
import { twoStepQuery, type NewAuthenticator } from './queries.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { ScanApp } from './scan-app.tsx'

/** The secret and the codes live only in here: a reload begins anew, and nothing of them stays in the browser. */
type Step =
  | { name: 'begin' }
  | { name: 'scan'; app: NewAuthenticator }
  | { name: 'confirm'; app: NewAuthenticator }
  | { name: 'codes'; codes: readonly string[] }

const order = ['begin', 'scan', 'confirm', 'codes'] as const

/** Setting an authenticator app up: why, scan, first code, recovery codes. One idea per step. */
export function AuthenticatorPage() {
  const { t } = useTranslation()
  const router = useRouter()
  const [step, setStep] = useState<Step>({ name: 'begin' })
  const start = useMutation({
    mutationFn: () => api('startAuthenticator', {}),
    onSuccess: app => setStep({ name: 'scan', app }),
  })
  const confirm = useMutation({
    mutationFn: ({ id, code }: { id: string; code: string }) =>
      api('confirmAuthenticator', { params: { authenticator: id }, body: { code } }),
    async onSuccess({ two_step, recovery_codes }) {
      queryClient.setQueryData(twoStepQuery.queryKey, two_step)
      if (recovery_codes) setStep({ name: 'codes', codes: recovery_codes })
      else await finish()
    },
  })

  async function finish() {
    showToast({ text: t('twoStep.app.on') })
    await router.navigate({ to: '/app/security/two-step' })
  }

  const back = step.name === 'confirm' ? () => setStep({ name: 'scan', app: step.app }) : undefined
  return (
    <Narrow>
      <PageHeader
        title={t(`twoStep.app.${step.name}.title`)}
        intro={t(`twoStep.app.${step.name}.intro`)}
        back="/app/security/two-step"
        onBack={back}
      />
      <Stepper steps={order.map(name => t(`twoStep.app.${name}.step`))} current={order.indexOf(step.name)} />
      <Card className="flex flex-col gap-6">
        {step.name === 'begin' ? (
          <Begin error={start.error} pending={start.isPending} onBegin={() => start.mutate()} />
        ) : null}
        {step.name === 'scan' ? (
          <ScanApp app={step.app} onDone={() => setStep({ name: 'confirm', app: step.app })} />
        ) : null}
        {step.name === 'confirm' ? (
          <ConfirmApp
            pending={confirm.isPending}
            wrong={
              codeOf(confirm.error) === 'code_invalid'
                ? (numberIn(confirm.error, 'attempts_left') ?? 0)
                : null
            }
            error={confirm.error}
            onCode={code => confirm.mutate({ id: step.app.id, code })}
            onAgain={() => {
              confirm.reset()
              setStep({ name: 'begin' })
            }}
          />
        ) : null}
        {step.name === 'codes' ? <RecoveryCodes codes={step.codes} onDone={() => void finish()} /> : null}
      </Card>
    </Narrow>
  )
}

function Begin({ error, pending, onBegin }: { error: Error | null; pending: boolean; onBegin: () => void }) {
  const { t } = useTranslation()
  // Whoever closed the question of the step-up knows why nothing happened.
  const shown = codeOf(error) === 'step_up_required' ? null : error
  return (
    <>
      <div className="flex gap-4">
        <span
          aria-hidden
          className="grid size-11 shrink-0 place-items-center rounded-xl bg-brand-soft text-brand-text"
        >
          <Smartphone className="size-5.5" />
        </span>
        <div className="min-w-0">
          <p className="font-semibold">{t('twoStep.app.begin.need')}</p>
          <p className="mt-1 text-sm text-muted">{t('twoStep.app.begin.apps')}</p>
        </div>
      </div>
      <p className="text-sm text-muted">{t('twoStep.app.begin.confirm')}</p>
      {shown ? <ErrorState error={shown} /> : null}
      <Button size="lg" block pending={pending} onClick={onBegin}>
        {t('twoStep.app.begin.action')}
      </Button>
    </>
  )
}
