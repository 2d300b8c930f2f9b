import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CauseFields, useCause, type Cause } from './cause-fields.tsx'
import type { RecoveryRequest } from './queries.ts'

/**
 * Who is asking is established; that the account is recovered is another person's decision, asked for once the owner had
 * their day to stop it.
 */
export function RecoveryApproval({
  request,
  approval,
  onAsked,
}: {
  request: RecoveryRequest
  approval: string | undefined
  onAsked: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (approval)
    return (
      <Alert
        className="mt-5"
        action={
          <Link
            to="/console/approvals"
            search={{ approval }}
            className={buttonClass({ variant: 'secondary', size: 'sm' })}
          >
            {t('console.finance.suspense.toApproval')}
          </Link>
        }
      >
        {t('console.recovery.askedText')}
      </Alert>
    )
  if (!request.ready)
    return (
      <Alert className="mt-5">
        {t('console.recovery.tooEarly', { time: formatTime(request.earliest_at, language) })}
      </Alert>
    )
  return <AskForm request={request.id} onAsked={onAsked} />
}

function AskForm({ request, onAsked }: { request: string; onAsked: () => void }) {
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
