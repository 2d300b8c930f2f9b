import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { twoStepQuery } from './queries.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

/** New recovery codes in the place of those before, which are void from then on. */
export function NewCodesSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const make = useMutation({
    mutationFn: () => api('makeRecoveryCodes', {}),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: twoStepQuery.queryKey }),
  })
  const codes = make.data?.recovery_codes
  if (codes)
    return (
      <Sheet title={t('twoStep.newCodesTitle')} onClose={onClose}>
        <RecoveryCodes codes={codes} onDone={onClose} />
      </Sheet>
    )
  return (
    <Sheet
      title={t('twoStep.newCodesTitle')}
      description={t('twoStep.newCodesText')}
      onClose={onClose}
      footer={
        <>
          <Button pending={make.isPending} onClick={() => make.mutate()}>
            {t('twoStep.newCodesAction')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      {make.error && codeOf(make.error) !== 'step_up_required' ? <ErrorState error={make.error} /> : null}
    </Sheet>
  )
}
