import { useMutation, useQuery } from '@tanstack/react-query'
import { BellRing, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Currency } from '../../../contract/money.ts'
import { api, type Answer } from '../../lib/api.ts'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Card } from '../../ui/layout.tsx'
import { rateAlertsQuery } from './queries.ts'

type Alert = Answer<'listRateAlerts'>['data'][number]

const isRate = (text: string): boolean => /^(?!0+(?:\.0+)?$)[0-9]{1,9}(?:\.[0-9]{1,6})?$/.test(text)

/** For who has time and waits for a better rate. */
export function RateAlerts({ from, to }: { from: Currency; to: Currency }) {
  const { t } = useTranslation()
  const [target, setTarget] = useState('')
  const [asked, setAsked] = useState(false)
  const alerts = useQuery(rateAlertsQuery)
  const add = useMutation({
    mutationFn: () => api('createRateAlert', { body: { from, to, target, basis: 'ours' } }),
    async onSuccess() {
      setTarget('')
      setAsked(false)
      await queryClient.invalidateQueries(rateAlertsQuery)
    },
  })
  const wrong = asked && !isRate(target)
  return (
    <Card label={t('exchange.alerts.title')} className="mt-5">
      <h2 className="flex items-center gap-2 text-lg font-semibold">
        <BellRing aria-hidden className="size-5 text-muted" />
        {t('exchange.alerts.title')}
      </h2>
      <p className="mt-1 text-sm text-muted">{t('exchange.alerts.text', { from, to })}</p>
      <form
        className="mt-4 flex flex-wrap items-start gap-3"
        onSubmit={event => {
          event.preventDefault()
          setAsked(true)
          if (isRate(target)) add.mutate()
        }}
      >
        <Field
          label={t('exchange.alerts.target', { from, to })}
          error={wrong ? t('exchange.alerts.wrong') : undefined}
          className="min-w-0 flex-1"
        >
          <Input
            inputMode="decimal"
            autoComplete="off"
            maxLength={17}
            dir="ltr"
            value={target}
            onChange={event => setTarget(event.target.value.trim())}
          />
        </Field>
        <Button type="submit" variant="secondary" pending={add.isPending} className="mt-6.5 min-h-12">
          {t('exchange.alerts.add')}
        </Button>
      </form>
      {add.error ? <ErrorState error={add.error} className="mt-4" /> : null}
      {alerts.data && alerts.data.data.length > 0 ? (
        <ul className="mt-4 divide-y divide-line border-t border-line">
          {alerts.data.data.map(alert => (
            <AlertLine key={alert.id} alert={alert} />
          ))}
        </ul>
      ) : null}
    </Card>
  )
}

function AlertLine({ alert }: { alert: Alert }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const remove = useMutation({
    mutationFn: () => api('deleteRateAlert', { params: { alert: alert.id } }),
    onSuccess: () => queryClient.invalidateQueries(rateAlertsQuery),
  })
  const { from, to, target, status } = alert
  const name = t(`exchange.alerts.line.${alert.direction}`, { from, to, target })
  return (
    <li className="flex items-center gap-3 py-3">
      <span className="min-w-0 flex-1">
        <span className="block font-medium tabular-nums">{name}</span>
        <span className="block text-sm text-muted">
          {status === 'reached' && alert.reached_at
            ? t('exchange.alerts.reachedOn', { date: formatDate(alert.reached_at, language) })
            : t('exchange.alerts.until', { date: formatDate(alert.expires_at, language) })}
        </span>
      </span>
      <Badge tone={status === 'reached' ? 'ok' : status === 'active' ? 'info' : 'neutral'}>
        {t(`exchange.alerts.status.${status}`)}
      </Badge>
      <button
        type="button"
        aria-label={t('exchange.alerts.remove', { name })}
        aria-busy={remove.isPending || undefined}
        onClick={() => {
          if (!remove.isPending) remove.mutate()
        }}
        className="grid size-11 shrink-0 place-items-center rounded-lg text-muted hover:bg-sunken hover:text-ink"
      >
        <Trash2 aria-hidden className="size-4.5" />
      </button>
    </li>
  )
}
