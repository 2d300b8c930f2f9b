import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RevealableField } from '../../../contract/api/console.ts'
import { staffApi, type StaffAnswer } from '../../lib/staff-api.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { CauseFields, useCause, type Cause } from './cause-fields.tsx'

const fields = [
  'email',
  'phone',
  'account_number',
  'session_ips',
] as const satisfies readonly RevealableField[]

type RevealSheetProps = {
  customer: string
  onRevealed: (answer: StaffAnswer<'revealCustomer'>) => void
  onClose: () => void
}

/** Nothing is chosen beforehand: one reveals what one needs, not what there is. */
export function RevealSheet({ customer, onRevealed, onClose }: RevealSheetProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<readonly RevealableField[]>([])
  const [asked, setAsked] = useState(false)
  const cause = useCause()
  const reveal = useMutation({
    mutationFn: (why: Cause) =>
      staffApi('revealCustomer', { params: { customer }, body: { fields: [...chosen], ...why } }),
    onSuccess(answer) {
      onRevealed(answer)
      onClose()
    },
  })
  function submit() {
    setAsked(true)
    const why = cause.read()
    if (why && chosen.length > 0) reveal.mutate(why)
  }
  return (
    <Sheet
      title={t('console.reveal.title')}
      description={t('console.reveal.text')}
      onClose={onClose}
      footer={
        <Button pending={reveal.isPending} onClick={submit}>
          {t('console.reveal.confirm')}
        </Button>
      }
    >
      <fieldset className="flex flex-col gap-3 pb-5">
        <legend className="pb-2.5 text-sm font-semibold">{t('console.reveal.fields')}</legend>
        {fields.map((field, index) => (
          <Checkbox
            key={field}
            checked={chosen.includes(field)}
            onChange={on => setChosen(on ? [...chosen, field] : chosen.filter(other => other !== field))}
            error={
              index === fields.length - 1 && asked && chosen.length === 0
                ? t('console.reveal.none')
                : undefined
            }
          >
            {t(`console.reveal.${field}`)}
          </Checkbox>
        ))}
      </fieldset>
      <CauseFields cause={cause} />
      {reveal.error ? <ErrorState error={reveal.error} className="mt-4" /> : null}
    </Sheet>
  )
}
