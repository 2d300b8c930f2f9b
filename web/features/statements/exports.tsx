import { useMutation, useQuery } from '@tanstack/react-query'
import { Download, FileSpreadsheet } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { downloadFile } from '../../lib/download.ts'
import { formatNumber, formatTime, timeZone } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { Card } from '../../ui/layout.tsx'
import { List } from '../../ui/list.tsx'
import { askAgainMs, exportsQuery, isBeingMade, type HistoryExport } from './queries.ts'

/** The history as a table: asked for, made in the background, kept for a week. */
export function Exports() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    ...exportsQuery,
    refetchInterval: ({ state }) => (state.data?.data.some(isBeingMade) ? askAgainMs : false),
  })
  return (
    <Card className="flex flex-col gap-4">
      <h2 className="flex items-center gap-2 text-lg font-semibold">
        <FileSpreadsheet aria-hidden className="size-5" />
        {t('statements.export.title')}
      </h2>
      <p className="text-sm text-muted">{t('statements.export.text')}</p>
      <AskForExport busy={data?.data.some(isBeingMade) ?? false} />
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {data && data.data.length > 0 ? (
        <List>
          {data.data.map(each => (
            <li key={each.id} className="flex items-center gap-3 p-3">
              <ExportRow made={each} />
            </li>
          ))}
        </List>
      ) : null}
    </Card>
  )
}

function AskForExport({ busy }: { busy: boolean }) {
  const { t } = useTranslation()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [header, setHeader] = useState<'names' | 'keys'>('names')
  const ask = useMutation({
    mutationFn: () =>
      api('createExport', {
        body: {
          ...(from ? { from } : {}),
          ...(to ? { to } : {}),
          header,
          // Programs stumble over the mark that Excel needs.
          bom: header === 'names',
          time_zone: timeZone(),
        },
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: exportsQuery.queryKey }),
  })
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-3 max-[375px]:grid-cols-1">
        <Field label={t('transactions.from')}>
          <Input type="date" value={from} max={to} onChange={({ target }) => setFrom(target.value)} />
        </Field>
        <Field label={t('transactions.to')}>
          <Input type="date" value={to} min={from} onChange={({ target }) => setTo(target.value)} />
        </Field>
      </div>
      <Field label={t('statements.export.for')}>
        <Select
          value={header}
          onChange={({ target }) => setHeader(target.value === 'keys' ? 'keys' : 'names')}
        >
          <option value="names">{t('statements.export.forPeople')}</option>
          <option value="keys">{t('statements.export.forPrograms')}</option>
        </Select>
      </Field>
      {ask.error ? <ErrorState error={ask.error} /> : null}
      <Button block pending={ask.isPending || busy} onClick={() => ask.mutate()}>
        {t('statements.export.action')}
      </Button>
    </div>
  )
}

function ExportRow({ made }: { made: HistoryExport }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const fetchIt = useMutation({
    mutationFn: () => downloadFile('downloadExport', { params: { export: made.id } }),
  })
  const count = formatNumber(made.done, language)
  const cancel = useMutation({
    mutationFn: () => api('cancelExport', { params: { export: made.id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: exportsQuery.queryKey }),
  })
  if (isBeingMade(made))
    return (
      <>
        <Progress made={made} />
        <Button size="sm" variant="secondary" pending={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('statements.export.cancel')}
        </Button>
      </>
    )
  return (
    <>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{formatTime(made.created_at, language)}</p>
        <p className="text-sm text-muted">
          {made.status === 'ready'
            ? t('statements.export.ready', {
                count: made.done,
                shown: count,
                until: made.expires_at === null ? '' : formatTime(made.expires_at, language),
              })
            : t(`statements.export.${endOf(made)}`)}
        </p>
        {fetchIt.error ? <ErrorState error={fetchIt.error} /> : null}
      </div>
      {made.status === 'ready' ? (
        <Button size="sm" variant="secondary" pending={fetchIt.isPending} onClick={() => fetchIt.mutate()}>
          <Download aria-hidden className="size-4" />
          CSV
        </Button>
      ) : null}
    </>
  )
}

/** How one ended that has no file. */
function endOf({ status }: HistoryExport): 'expired' | 'canceled' | 'failed' {
  return status === 'expired' || status === 'canceled' ? status : 'failed'
}

function Progress({ made: { done, total } }: { made: HistoryExport }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const of = total === null || total === 0 ? undefined : total
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1.5" role="status">
      <p className="text-sm">
        {of === undefined
          ? t('statements.export.counting')
          : t('statements.export.running', {
              done: formatNumber(done, language),
              total: formatNumber(of, language),
            })}
      </p>
      <progress
        className="h-2 w-full"
        aria-label={t('statements.export.title')}
        max={of ?? 1}
        value={of === undefined ? undefined : done}
      />
    </div>
  )
}
