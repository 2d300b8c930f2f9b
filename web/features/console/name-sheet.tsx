import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CauseFields, useCause, type Cause } from './cause-fields.tsx'
import type { NameChange } from './queries.ts'

type Decision = 'accept' | 'refuse'

/** The old name beside the new one, and what is proposed to the second person. */
export function NameSheet({ change, onClose }: { change: NameChange; onClose: () => void }) {
  const { t } = useTranslation()
  const cause = useCause()
  const propose = useMutation({
    mutationFn: ({ decision, why }: { decision: Decision; why: Cause }) =>
      staffApi('requestApproval', {
        body: { action: { kind: 'review_name', name_change: change.id, decision }, ...why },
      }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['staff', 'approvals'] })
      showToast({ text: t('console.lift.done') })
      onClose()
    },
  })
  function submit(decision: Decision) {
    const why = cause.read()
    if (why) propose.mutate({ decision, why })
  }
  const pending = propose.isPending ? propose.variables.decision : undefined
  return (
    <Sheet
      title={t('console.names.one')}
      description={t('console.names.rule')}
      onClose={onClose}
      footer={
        <>
          <Button
            pending={pending === 'accept'}
            disabled={pending === 'refuse'}
            onClick={() => submit('accept')}
          >
            {t('console.names.accept')}
          </Button>
          <Button
            variant="secondary"
            pending={pending === 'refuse'}
            disabled={pending === 'accept'}
            onClick={() => submit('refuse')}
          >
            {t('console.names.refuse')}
          </Button>
        </>
      }
    >
      <NameFacts change={change} />
      <div className="mt-5 border-t border-line pt-5">
        <CauseFields cause={cause} />
      </div>
      {propose.error ? <ErrorState error={propose.error} className="mt-4" /> : null}
    </Sheet>
  )
}

function NameFacts({ change }: { change: NameChange }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  return (
    <>
      <Facts
        className="pb-4"
        lines={[
          {
            label: t('console.fact.old_name'),
            value: <span className="wrap-anywhere">{change.old_name}</span>,
          },
          {
            label: t('console.fact.new_name'),
            value: <span className="wrap-anywhere">{change.new_name}</span>,
            strong: true,
          },
        ]}
      />
      {may(session, 'customers.read') ? (
        <Link
          to="/console/customers/$customer"
          params={{ customer: change.customer }}
          className={buttonClass({ variant: 'secondary', size: 'sm' })}
        >
          {t('console.approvals.open')}
        </Link>
      ) : null}
    </>
  )
}
