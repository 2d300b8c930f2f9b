import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FreezeReason } from '../../../contract/api/console.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { Button } from '../../ui/button.tsx'
import { RadioCards } from '../../ui/choice.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CauseFields, useCause, type Cause } from './cause-fields.tsx'
import { customerQuery } from './queries.ts'

const codes = [
  'frozen_by_support',
  'unusual_activity',
  'compliance_review',
  'legal_order',
] as const satisfies readonly FreezeReason[]

type Scope = 'debit' | 'all'

export function FreezeSheet({ customer, onClose }: { customer: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [code, setCode] = useState<FreezeReason>('frozen_by_support')
  const [scope, setScope] = useState<Scope>('debit')
  const cause = useCause()
  const freeze = useMutation({
    mutationFn: (why: Cause) =>
      staffApi('freezeCustomer', { params: { customer }, body: { scope, reason_code: code, ...why } }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: customerQuery(customer).queryKey, exact: true })
      showToast({ text: t('console.freeze.done') })
      onClose()
    },
  })
  function submit() {
    const why = cause.read()
    if (why) freeze.mutate(why)
  }
  return (
    <Sheet
      title={t('console.freeze.title')}
      description={t('console.freeze.text')}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" pending={freeze.isPending} onClick={submit}>
            {t('console.freeze.confirm')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RadioCards<Scope>
          label={t('console.freeze.scope')}
          value={scope}
          onChange={setScope}
          options={[
            { value: 'debit', label: t('console.freeze.debit'), detail: t('console.freeze.debitText') },
            { value: 'all', label: t('console.freeze.all'), detail: t('console.freeze.allText') },
          ]}
        />
        <Field label={t('console.freeze.code')}>
          <Select
            value={code}
            onChange={event => setCode(codes.find(each => each === event.target.value) ?? code)}
          >
            {codes.map(each => (
              <option key={each} value={each}>
                {t(`console.reason.${each}`)}
              </option>
            ))}
          </Select>
        </Field>
        <CauseFields cause={cause} />
        {freeze.error ? <ErrorState error={freeze.error} /> : null}
      </div>
    </Sheet>
  )
}
