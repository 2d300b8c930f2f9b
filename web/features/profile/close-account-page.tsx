import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleCheck, Hourglass } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf } from '../../lib/problem.ts'
import { meQuery, queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { showToast } from '../../ui/toasts.ts'
import { OpenItems } from './open-items.tsx'
import { changesQuery, obstaclesQuery, type Changes } from './queries.ts'

type Obstacles = Answer<'getClosingObstacles'>
type Closing = NonNullable<Changes['closing']>

async function refresh(): Promise<void> {
  await Promise.all(
    [changesQuery, obstaclesQuery, meQuery].map(({ queryKey }) =>
      queryClient.invalidateQueries({ queryKey }),
    ),
  )
}

/** Leaving: what is in the way, what happens, and until when one may change one's mind. */
export function CloseAccountPage() {
  const { t } = useTranslation()
  const changes = useQuery(changesQuery)
  const obstacles = useQuery(obstaclesQuery)
  const error = changes.error ?? obstacles.error
  const closing = changes.data?.closing ?? null
  return (
    <Narrow>
      <PageHeader title={t('profile.closing.title')} intro={t('profile.closing.intro')} back="/app/profile" />
      {error && !(changes.data && obstacles.data) ? (
        <ErrorState error={error} onRetry={() => void refresh()} />
      ) : !changes.data || !obstacles.data ? (
        <SkeletonRows rows={3} />
      ) : closing?.status === 'cooling_off' ? (
        <CoolingOff closing={closing} />
      ) : (
        <div className="flex flex-col gap-6">
          {closing?.status === 'stopped' ? <Stopped closing={closing} /> : null}
          {obstacles.data.open_items.length > 0 ? (
            <Open items={obstacles.data.open_items} />
          ) : (
            <Close obstacles={obstacles.data} />
          )}
        </div>
      )}
    </Narrow>
  )
}

function Open({ items }: { items: Obstacles['open_items'] }) {
  const { t } = useTranslation()
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg font-semibold">{t('profile.closing.open')}</h2>
      <p className="text-muted">{t('profile.closing.openText')}</p>
      <OpenItems items={items} />
      <Button variant="secondary" block onClick={() => void refresh()}>
        {t('profile.closing.refresh')}
      </Button>
    </section>
  )
}

function Stopped({ closing }: { closing: Closing }) {
  const { t } = useTranslation()
  return (
    <Alert tone="warn" title={t('profile.closing.stoppedTitle')}>
      {t('profile.closing.stopped')}{' '}
      {(closing.open_items ?? []).map(item => t(`profile.closing.items.${item.kind}`)).join(', ')}
    </Alert>
  )
}

function Close({ obstacles }: { obstacles: Obstacles }) {
  const { t } = useTranslation()
  const [understood, setUnderstood] = useState(false)
  const [reminded, setReminded] = useState(false)
  const close = useMutation({ mutationFn: () => api('closeAccount', {}), onSettled: refresh })
  const days = obstacles.cooling_off_days
  const years = obstacles.records_kept_years
  return (
    <Card className="flex flex-col gap-5">
      <p className="flex items-start gap-2.5">
        <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-ok" />
        {t('profile.closing.nothingOpen')}
      </p>
      <div>
        <h2 className="font-semibold">{t('profile.closing.what')}</h2>
        <ol className="mt-2 flex list-decimal flex-col gap-1.5 ps-5 text-muted">
          <li>{t('profile.closing.now')}</li>
          <li>{t('profile.closing.days', { count: days })}</li>
          <li>{t('profile.closing.then')}</li>
          <li>{t('profile.closing.records', { count: years })}</li>
        </ol>
      </div>
      <Checkbox
        checked={understood}
        onChange={setUnderstood}
        error={reminded && !understood ? t('profile.closing.understandFirst') : undefined}
      >
        {t('profile.closing.understand')}
      </Checkbox>
      {close.error && codeOf(close.error) !== 'step_up_required' ? <ErrorState error={close.error} /> : null}
      <Button
        variant="danger"
        size="lg"
        block
        pending={close.isPending}
        onClick={() => {
          setReminded(true)
          if (understood) close.mutate()
        }}
      >
        {t('profile.closing.action')}
      </Button>
    </Card>
  )
}

function CoolingOff({ closing }: { closing: Closing }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const keep = useMutation({
    mutationFn: () => api('keepAccount', { params: { account_closing: closing.id } }),
    async onSuccess() {
      await refresh()
      showToast({ text: t('profile.closing.kept') })
    },
  })
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex gap-3">
        <Hourglass aria-hidden className="mt-0.5 size-5 shrink-0 text-warn" />
        <div className="min-w-0">
          <h2 className="font-semibold">{t('profile.closing.coolingTitle')}</h2>
          <p className="mt-1 text-muted">
            {t('profile.closing.cooling', { when: formatTime(closing.closes_at, language) })}
          </p>
        </div>
      </div>
      {keep.error ? <ErrorState error={keep.error} /> : null}
      <Button size="lg" block pending={keep.isPending} onClick={() => keep.mutate()}>
        {t('profile.closing.keep')}
      </Button>
    </Card>
  )
}
