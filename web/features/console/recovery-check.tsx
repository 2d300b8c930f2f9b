import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IdentityEvidence } from '../../../contract/api/recovery.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Textarea } from '../../ui/field.tsx'
import { recoveryRequestsQuery, type RecoveryRequest } from './queries.ts'

const kinds = [
  'id_document',
  'video_call',
  'call_back',
  'recent_transactions',
  'account_number',
  'personal_data',
] as const satisfies readonly IdentityEvidence[]

/** How it was established who is asking: two different ways at least, and what was found; or that it could not be. */
export function RecoveryCheck({ request }: { request: RecoveryRequest }) {
  const { t } = useTranslation()
  const [evidence, setEvidence] = useState<readonly IdentityEvidence[]>([])
  const [findings, setFindings] = useState('')
  const [asked, setAsked] = useState<'passed' | 'failed' | null>(null)
  const few = evidence.length < 2
  const short = Array.from(findings.trim()).length < 10
  const record = useMutation({
    mutationFn: (passed: boolean) =>
      staffApi('recordIdentityCheck', {
        params: { recovery_request: request.id },
        body: { passed, evidence: [...evidence], findings: findings.trim() },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: recoveryRequestsQuery.queryKey }),
  })
  function submit(passed: boolean) {
    setAsked(passed ? 'passed' : 'failed')
    if (!short && !(passed && few)) record.mutate(passed)
  }
  return (
    <section className="mt-5 flex flex-col gap-4 border-t border-line pt-5">
      <fieldset className="flex flex-col gap-3">
        <legend className="pb-2.5 text-sm font-semibold">{t('console.recovery.how')}</legend>
        {kinds.map((kind, index) => (
          <Checkbox
            key={kind}
            checked={evidence.includes(kind)}
            onChange={on => setEvidence(on ? [...evidence, kind] : evidence.filter(other => other !== kind))}
            error={
              index === kinds.length - 1 && asked === 'passed' && few ? t('console.recovery.two') : undefined
            }
          >
            {t(`console.recovery.kind.${kind}`)}
          </Checkbox>
        ))}
      </fieldset>
      <Field
        label={t('console.recovery.findings')}
        hint={t('console.recovery.findingsHint')}
        error={asked !== null && short ? t('console.finance.breaks.short') : undefined}
      >
        <Textarea
          rows={3}
          maxLength={500}
          value={findings}
          onChange={event => setFindings(event.target.value)}
        />
      </Field>
      {record.error ? <ErrorState error={record.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button pending={record.isPending} onClick={() => submit(true)}>
          {t('console.recovery.established')}
        </Button>
        <Button variant="secondary" pending={record.isPending} onClick={() => submit(false)}>
          {t('console.recovery.notEstablished')}
        </Button>
      </div>
    </section>
  )
}
