import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { LifeBuoy, MailCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lostFactors, type LostFactor } from '../../../contract/lost-factors.ts'
import { api, type Answer } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { metaQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { AccountLine } from './account-line.tsx'
import { isOver } from './recovery.ts'

type RequestStepProps = { id: string; token: string; email: string; onOver: () => void }

const shortestStatement = 20

/** Password and second factor are both gone: a request that people decide. */
export function RequestStep({ id, token, email, onOver }: RequestStepProps) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  const [lost, setLost] = useState<readonly LostFactor[]>(['authenticator'])
  const [statement, setStatement] = useState('')
  const [checked, setChecked] = useState(false)
  const send = useMutation({
    mutationFn: () =>
      api('openRecoveryRequest', {
        params: { recovery: id },
        body: { token, lost: [...lost], statement: statement.trim() },
      }),
    onError(error) {
      if (isOver(error)) onOver()
    },
  })
  if (send.isSuccess) return <Sent answer={send.data} />
  const short = Array.from(statement.trim()).length < shortestStatement
  const open = codeOf(send.error) === 'transition_not_allowed'
  return (
    <AuthFrame icon={<LifeBuoy />} title={t('recovery.request.title')} intro={t('recovery.request.intro')}>
      <AccountLine email={email} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          setChecked(true)
          if (lost.length > 0 && !short) send.mutate()
        }}
        className="flex flex-col gap-5"
      >
        <LostChoice
          lost={lost}
          onLost={setLost}
          error={checked && lost.length === 0 ? t('recovery.request.lostEmpty') : undefined}
        />
        <Field
          label={t('recovery.request.statement')}
          hint={t('recovery.request.statementHint')}
          error={checked && short ? t('recovery.request.statementShort') : undefined}
        >
          <Textarea
            rows={4}
            maxLength={1_000}
            value={statement}
            onChange={event => setStatement(event.target.value)}
          />
        </Field>
        <How />
        {open ? (
          <Alert tone="warn" live>
            {t('recovery.request.openAlready', { email: meta?.operator.support_email ?? '' })}
          </Alert>
        ) : send.error && !isOver(send.error) ? (
          <ErrorState error={send.error} />
        ) : null}
        <Button type="submit" size="lg" block pending={send.isPending}>
          {t('recovery.request.send')}
        </Button>
      </form>
    </AuthFrame>
  )
}

type LostChoiceProps = {
  lost: readonly LostFactor[]
  onLost: (lost: readonly LostFactor[]) => void
  error: string | undefined
}

function LostChoice({ lost, onLost, error }: LostChoiceProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 text-sm font-semibold">{t('recovery.request.lost')}</legend>
      {lostFactors.map((kind, index) => (
        <Checkbox
          key={kind}
          checked={lost.includes(kind)}
          onChange={on => onLost(on ? [...lost, kind] : lost.filter(each => each !== kind))}
          error={index === lostFactors.length - 1 ? error : undefined}
        >
          {t(`recovery.request.lostKinds.${kind}`)}
        </Checkbox>
      ))}
    </fieldset>
  )
}

function How() {
  const { t } = useTranslation()
  const steps = ['howCheck', 'howSecond', 'howDay', 'howThen'] as const
  return (
    <div className="rounded-lg bg-sunken p-4 text-sm">
      <p className="font-semibold">{t('recovery.request.how')}</p>
      <ol className="mt-2 flex list-decimal flex-col gap-1.5 ps-5">
        {steps.map(step => (
          <li key={step}>{t(`recovery.request.${step}`)}</li>
        ))}
      </ol>
    </div>
  )
}

function Sent({ answer }: { answer: Answer<'openRecoveryRequest'> }) {
  const { t } = useTranslation()
  const secret = `${answer.request.id}.${answer.follow_token}`
  const link = `${location.origin}/recover/request#${secret}`
  return (
    <AuthFrame
      icon={<MailCheck />}
      title={t('recovery.request.sentTitle')}
      intro={t('recovery.request.keep')}
    >
      <AccountLine email={answer.request.email} />
      <div className="flex items-end gap-2">
        <Field label={t('recovery.request.link')} className="min-w-0 flex-1">
          <Input readOnly value={link} onFocus={event => event.currentTarget.select()} />
        </Field>
        <CopyButton text={link} label={t('recovery.request.copy')} />
      </div>
      <Link to="/recover/request" hash={secret} className={buttonClass({ size: 'lg', block: true })}>
        {t('recovery.request.follow')}
      </Link>
    </AuthFrame>
  )
}
