import { useMutation, useQuery } from '@tanstack/react-query'
import { Download, LoaderCircle } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { downloadFile } from '../../lib/download.ts'
import { formatNumber, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { changesQuery, type Changes } from './queries.ts'

/** Asked for again while the copy is being made; who leaves is told by mail. */
const askAgainMs = 2_000

/** A copy of everything, to take along. */
export function DataPage() {
  const { t } = useTranslation()
  const changes = useQuery({
    ...changesQuery,
    refetchInterval: ({ state }) => (state.data?.data_export?.status === 'pending' ? askAgainMs : false),
  })
  const make = useMutation({
    mutationFn: () => api('requestDataExport', {}),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: changesQuery.queryKey }),
  })
  const made = changes.data?.data_export ?? null
  return (
    <Narrow>
      <PageHeader title={t('profile.export.title')} intro={t('profile.export.intro')} back="/app/profile" />
      {changes.error && !changes.data ? (
        <ErrorState error={changes.error} onRetry={() => void changes.refetch()} />
      ) : !changes.data ? (
        <SkeletonRows rows={2} />
      ) : (
        <Card className="flex flex-col gap-5">
          {made ? <Copy copy={made} /> : null}
          {make.error ? <ErrorState error={make.error} /> : null}
          {made?.status === 'pending' ? null : (
            <Button
              variant={made?.status === 'ready' ? 'secondary' : 'primary'}
              size="lg"
              block
              pending={make.isPending}
              onClick={() => make.mutate()}
            >
              {t(made ? 'profile.export.again' : 'profile.export.action')}
            </Button>
          )}
          <p className="text-sm text-muted">{t('profile.export.careful')}</p>
        </Card>
      )}
    </Narrow>
  )
}

function Copy({ copy }: { copy: NonNullable<Changes['data_export']> }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const fetchIt = useMutation({
    mutationFn: () => downloadFile('downloadDataExport', { params: { data_export: copy.id } }),
  })
  const when = formatTime(copy.ready_at ?? copy.asked_at, language)
  if (copy.status === 'pending')
    return (
      <div role="status" className="flex gap-3">
        <LoaderCircle aria-hidden className="mt-0.5 size-5 shrink-0 animate-spin text-muted" />
        <div>
          <h2 className="font-semibold">{t('profile.export.pendingTitle')}</h2>
          <p className="mt-1 text-muted">{t('profile.export.pending')}</p>
        </div>
      </div>
    )
  if (copy.status === 'expired') return <Alert tone="info">{t('profile.export.expired', { when })}</Alert>
  const size = formatNumber(Math.max(1, Math.round((copy.size ?? 0) / 1_024)), language, {
    style: 'unit',
    unit: 'kilobyte',
  })
  const until = copy.expires_at === null ? '' : formatTime(copy.expires_at, language)
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h2 className="font-semibold">{t('profile.export.readyTitle')}</h2>
        <p className="mt-1 text-muted">{t('profile.export.ready', { when, size, until })}</p>
      </div>
      {fetchIt.error ? <ErrorState error={fetchIt.error} /> : null}
      <Button size="lg" block pending={fetchIt.isPending} onClick={() => fetchIt.mutate()}>
        <Download aria-hidden className="size-5" />
        {t('profile.export.download')}
      </Button>
    </div>
  )
}
