import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { devicesQuery, twoStepQuery } from './queries.ts'

type TurnOffSheetProps = { id: string; last: boolean; onClose: () => void }

/** Says what is lost before it is; the proof itself is asked for by the step-up. */
export function TurnOffSheet({ id, last, onClose }: TurnOffSheetProps) {
  const { t } = useTranslation()
  const remove = useMutation({
    mutationFn: () => api('removeAuthenticator', { params: { authenticator: id } }),
    async onSuccess() {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: twoStepQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey }),
      ])
      showToast({ text: t('twoStep.off.done') })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('twoStep.off.title')}
      description={t(last ? 'twoStep.off.last' : 'twoStep.off.text')}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" pending={remove.isPending} onClick={() => remove.mutate()}>
            {t('twoStep.off.action')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('twoStep.off.keep')}
          </Button>
        </>
      }
    >
      {remove.error && codeOf(remove.error) !== 'step_up_required' ? (
        <ErrorState error={remove.error} />
      ) : null}
    </Sheet>
  )
}
