import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { BellRing } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { pushState, turnPushOff, turnPushOn } from '../../lib/push.ts'
import { meQuery, queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { preferencesQuery } from './queries.ts'

const stateQuery = (customerId: string) =>
  queryOptions({ queryKey: ['push-state'], queryFn: () => pushState(customerId), staleTime: 0 })

/** Push messages in the browser one is using; asked for by a press, never by the visit. */
export function PushCard() {
  const { data: me } = useQuery(meQuery)
  return me ? <ThisBrowser customerId={me.id} /> : null
}

function ThisBrowser({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const query = stateQuery(customerId)
  const { data: state, error, refetch } = useQuery(query)
  const change = useMutation({
    mutationFn: async (on: boolean) => {
      if (on) return await turnPushOn(customerId)
      await turnPushOff()
      return 'off' as const
    },
    onSuccess(next) {
      queryClient.setQueryData(query.queryKey, next)
      void queryClient.invalidateQueries({ queryKey: preferencesQuery.queryKey })
    },
    onError: () => void refetch(),
  })
  if (state === undefined) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null
  return (
    <Card className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-1 basis-64 items-start gap-3">
          <BellRing aria-hidden className="mt-0.5 size-5 shrink-0 text-brand-text" />
          <div className="min-w-0">
            <h2 className="font-semibold">{t('notifications.push.title')}</h2>
            <p role="status" className="text-sm text-muted">
              {t(`notifications.push.${state}`)}
            </p>
          </div>
        </div>
        {state === 'missing' || state === 'refused' ? null : (
          <Button
            variant="secondary"
            pending={change.isPending}
            onClick={() => change.mutate(state !== 'on')}
          >
            {t(state === 'on' ? 'notifications.push.turnOff' : 'notifications.push.turnOn')}
          </Button>
        )}
      </div>
      {change.error ? <PushProblem error={change.error} /> : null}
    </Card>
  )
}

/** What the browser's own push service refuses has no words of ours; it says so in English or not at all. */
function PushProblem({ error }: { error: unknown }) {
  const { t } = useTranslation()
  if (error instanceof DOMException)
    return (
      <p role="alert" className="text-sm font-medium text-bad">
        {t('notifications.push.failed')}
      </p>
    )
  return <ErrorState error={error} />
}
