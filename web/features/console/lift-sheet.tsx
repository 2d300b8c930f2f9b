import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CauseFields, useCause, type Cause } from './cause-fields.tsx'

/** What one person took away at once, two give back: this is the first of them. */
export function LiftSheet({ restriction, onClose }: { restriction: string; onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const cause = useCause()
  const ask = useMutation({
    mutationFn: (why: Cause) =>
      staffApi('requestApproval', { body: { action: { kind: 'lift_restriction', restriction }, ...why } }),
    async onSuccess({ id }) {
      await queryClient.invalidateQueries({ queryKey: ['staff', 'approvals'] })
      showToast({
        text: t('console.lift.done'),
        action: {
          label: t('console.lift.view'),
          run: () => void navigate({ to: '/console/approvals', search: { approval: id } }),
        },
      })
      onClose()
    },
  })
  function submit() {
    const why = cause.read()
    if (why) ask.mutate(why)
  }
  return (
    <Sheet
      title={t('console.lift.title')}
      description={t('console.lift.text')}
      onClose={onClose}
      footer={
        <>
          <Button pending={ask.isPending} onClick={submit}>
            {t('console.lift.confirm')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      <CauseFields cause={cause} />
      {ask.error ? <ErrorState error={ask.error} className="mt-4" /> : null}
    </Sheet>
  )
}
