import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CauseFields, useCause, type Cause } from './cause-fields.tsx'

/** Who is asking is established; that the account is recovered is another person's decision. */
export function RecoveryApproval({ request, onAsked }: { request: string; onAsked: () => void }) {
  const { t } = useTranslation()
  const cause = useCause()
  const ask = useMutation({
    mutationFn: (why: Cause) =>
      staffApi('requestApproval', {
        body: { action: { kind: 'recover_account', recovery_request: request }, ...why },
      }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['staff', 'approvals'] })
      showToast({ text: t('console.lift.done') })
      onAsked()
    },
  })
  function submit() {
    const why = cause.read()
    if (why) ask.mutate(why)
  }
  return (
    <section className="mt-5 flex flex-col gap-4 border-t border-line pt-5">
      <CauseFields cause={cause} />
      {ask.error ? <ErrorState error={ask.error} /> : null}
      <Button className="self-start" pending={ask.isPending} onClick={submit}>
        {t('console.recovery.ask')}
      </Button>
    </section>
  )
}
