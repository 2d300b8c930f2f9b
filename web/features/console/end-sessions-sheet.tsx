import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CauseFields, useCause, type Cause } from './cause-fields.tsx'
import { customerQuery } from './queries.ts'

export function EndSessionsSheet({ customer, onClose }: { customer: string; onClose: () => void }) {
  const { t } = useTranslation()
  const cause = useCause()
  const end = useMutation({
    mutationFn: (why: Cause) => staffApi('endCustomerSessions', { params: { customer }, body: why }),
    async onSuccess({ ended }) {
      await queryClient.invalidateQueries({ queryKey: customerQuery(customer).queryKey, exact: true })
      showToast({ text: t('console.endSessions.done', { count: ended }) })
      onClose()
    },
  })
  function submit() {
    const why = cause.read()
    if (why) end.mutate(why)
  }
  return (
    <Sheet
      title={t('console.endSessions.title')}
      description={t('console.endSessions.text')}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" pending={end.isPending} onClick={submit}>
            {t('console.endSessions.confirm')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      <CauseFields cause={cause} />
      {end.error ? <ErrorState error={end.error} className="mt-4" /> : null}
    </Sheet>
  )
}
